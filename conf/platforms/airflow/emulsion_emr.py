"""EMR on EC2: a cluster for the job, and the job as a step of a running cluster."""

import json
import pathlib
from datetime import datetime, timedelta

from airflow.providers.amazon.aws.operators.emr import EmrAddStepsOperator, EmrCreateJobFlowOperator
from airflow.sdk import DAG

RENDERED = pathlib.Path(__file__).parent / "rendered"
DAG_SETTINGS = json.loads((RENDERED / "airflow/dag.json").read_text())
CLUSTER = json.loads((RENDERED / "emr-ec2/run-job-flow.api.json").read_text())

with DAG(
    "emulsion_emr_cluster",
    schedule=DAG_SETTINGS["schedule"],
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,  # two runs of one output would take it from each other
    default_args={"retries": DAG_SETTINGS["retries"], "retry_delay": timedelta(minutes=5)},
):
    EmrCreateJobFlowOperator(
        task_id="augment",
        job_flow_overrides=CLUSTER,
        wait_for_completion=True,
        waiter_max_attempts=1440,
    )

# Only once there is a cluster to add steps to.
STEPS = RENDERED / "emr-ec2/add-job-flow-steps.api.json"
if STEPS.exists():
    steps = json.loads(STEPS.read_text())
    with DAG(
        "emulsion_emr_step",
        schedule=DAG_SETTINGS["schedule"],
        start_date=datetime(2026, 1, 1),
        catchup=False,
        max_active_runs=1,
        default_args={"retries": DAG_SETTINGS["retries"], "retry_delay": timedelta(minutes=5)},
    ):
        EmrAddStepsOperator(
            task_id="augment",
            job_flow_id=steps["JobFlowId"],
            steps=steps["Steps"],
            wait_for_completion=True,
            waiter_max_attempts=1440,
        )
