"""Any cluster that a Spark connection of Airflow names: YARN, Kubernetes or standalone."""

import json
import pathlib
from datetime import datetime, timedelta

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG

RENDERED = pathlib.Path(__file__).parent / "rendered"
DAG_SETTINGS = json.loads((RENDERED / "airflow/dag.json").read_text())
SUBMISSION = json.loads((RENDERED / "airflow/spark-submit.json").read_text())

with DAG(
    "emulsion_spark_submit",
    schedule=DAG_SETTINGS["schedule"],
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,  # two runs of one output would take it from each other
    default_args={"retries": DAG_SETTINGS["retries"], "retry_delay": timedelta(minutes=5)},
):
    SparkSubmitOperator(task_id="augment", conn_id="spark_default", **SUBMISSION)
