"""Dataproc: a workflow with a cluster of its own, and a job on a running cluster."""

import json
import pathlib
from datetime import datetime, timedelta

from airflow.providers.google.cloud.operators.dataproc import (
    DataprocInstantiateInlineWorkflowTemplateOperator,
    DataprocSubmitJobOperator,
)
from airflow.sdk import DAG
from google.cloud.dataproc_v1 import Job, WorkflowTemplate

RENDERED = pathlib.Path(__file__).parent / "rendered"
DAG_SETTINGS = json.loads((RENDERED / "airflow/dag.json").read_text())
PLACE = json.loads((RENDERED / "dataproc/place.json").read_text())
TEMPLATE = json.loads((RENDERED / "dataproc/workflow-template.json").read_text())
JOB = json.loads((RENDERED / "dataproc/submit-job.json").read_text())["job"]


def snake_case(message, payload):
    """The payload with the names of fields that the operators want: those of Google's Python client."""
    read = message.from_json(json.dumps(payload))
    return message.to_dict(read, always_print_fields_with_no_presence=False)


with DAG(
    "emulsion_dataproc_workflow",
    schedule=DAG_SETTINGS["schedule"],
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,  # two runs of one output would take it from each other
    default_args={"retries": DAG_SETTINGS["retries"], "retry_delay": timedelta(minutes=5)},
):
    DataprocInstantiateInlineWorkflowTemplateOperator(task_id="augment", template=snake_case(WorkflowTemplate, TEMPLATE), **PLACE)

with DAG(
    "emulsion_dataproc_job",
    schedule=DAG_SETTINGS["schedule"],
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": DAG_SETTINGS["retries"], "retry_delay": timedelta(minutes=5)},
):
    DataprocSubmitJobOperator(task_id="augment", job=snake_case(Job, JOB), **PLACE)
