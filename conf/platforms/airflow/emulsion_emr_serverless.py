"""EMR Serverless: a job run."""

import json
import pathlib
from datetime import datetime, timedelta

from airflow.providers.amazon.aws.operators.emr import EmrServerlessStartJobOperator
from airflow.sdk import DAG

RENDERED = pathlib.Path(__file__).parent / "rendered"
DAG_SETTINGS = json.loads((RENDERED / "airflow/dag.json").read_text())
RUN = json.loads((RENDERED / "emr-serverless/start-job-run.json").read_text())
ARGUMENTS = ("applicationId", "executionRoleArn", "jobDriver", "configurationOverrides", "name")

with DAG(
    "emulsion_emr_serverless",
    schedule=DAG_SETTINGS["schedule"],
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,  # two runs of one output would take it from each other
    default_args={"retries": DAG_SETTINGS["retries"], "retry_delay": timedelta(minutes=5)},
):
    # Without a token of ours the operator makes a fresh one per try.
    EmrServerlessStartJobOperator(
        task_id="augment",
        application_id=RUN["applicationId"],
        execution_role_arn=RUN["executionRoleArn"],
        job_driver=RUN["jobDriver"],
        configuration_overrides=RUN["configurationOverrides"],
        name=RUN["name"],
        config={key: value for key, value in RUN.items() if key not in ARGUMENTS},
        wait_for_completion=True,
        waiter_max_attempts=1440,
        cancel_on_kill=True,
    )
