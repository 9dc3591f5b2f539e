"""Dataproc Serverless: a batch."""

import json
import pathlib
from datetime import datetime, timedelta

from airflow.providers.google.cloud.operators.dataproc import DataprocCreateBatchOperator
from airflow.sdk import DAG
from google.cloud.dataproc_v1 import Batch

RENDERED = pathlib.Path(__file__).parent / "rendered"
DAG_SETTINGS = json.loads((RENDERED / "airflow/dag.json").read_text())
PLACE = json.loads((RENDERED / "dataproc-serverless/place.json").read_text())
BATCH = json.loads((RENDERED / "dataproc-serverless/batch.json").read_text())

with DAG(
    "emulsion_dataproc_serverless",
    schedule=DAG_SETTINGS["schedule"],
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,  # two runs of one output would take it from each other
    default_args={"retries": DAG_SETTINGS["retries"], "retry_delay": timedelta(minutes=5)},
):
    DataprocCreateBatchOperator(
        task_id="augment",
        # The operator wants the names of fields that Google's Python client has.
        batch=Batch.to_dict(Batch.from_json(json.dumps(BATCH)), always_print_fields_with_no_presence=False),
        # A batch of an earlier try keeps its id, so every try has another.
        batch_id="emulsion-{{ ts_nodash | lower }}-{{ ti.try_number }}",
        **PLACE,
    )
