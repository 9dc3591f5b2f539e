"""The DAGs, loaded by Airflow's DagBag, hand the rendered payloads to Airflow's own operators."""

import json
import os
import pathlib
import shutil
import subprocess

import aws_model
import conftest
import google_model
import pytest

# The Python that has Airflow: EMULSION_AIRFLOW.
AIRFLOW = os.environ.get("EMULSION_AIRFLOW")
pytestmark = pytest.mark.skipif(not AIRFLOW, reason="Airflow is not installed: EMULSION_AIRFLOW does not name a Python")


def dags(folder, change=lambda rendered: None):
    """What load_dags.py says of the DAGs in `folder`, after a change to what was rendered."""
    folder.mkdir(exist_ok=True)
    change(conftest.render_all(folder / "rendered"))
    for file in conftest.TEMPLATES.glob("airflow/*.py"):
        shutil.copy(file, folder)
    script = pathlib.Path(__file__).with_name("load_dags.py")
    done = subprocess.run([AIRFLOW, script, folder], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    return dags(tmp_path_factory.mktemp("dags"))


def test_every_dag_loads(loaded):
    assert loaded["errors"] == {}
    assert {dag: task["operator"] for dag, task in loaded["tasks"].items()} == {
        "emulsion_emr_cluster": "EmrCreateJobFlowOperator",
        "emulsion_emr_step": "EmrAddStepsOperator",
        "emulsion_emr_serverless": "EmrServerlessStartJobOperator",
        "emulsion_dataproc_workflow": "DataprocInstantiateInlineWorkflowTemplateOperator",
        "emulsion_dataproc_job": "DataprocSubmitJobOperator",
        "emulsion_dataproc_serverless": "DataprocCreateBatchOperator",
        "emulsion_spark_submit": "SparkSubmitOperator",
    }


def test_every_dag_retries_and_never_runs_twice_at_a_time(loaded):
    for task in loaded["tasks"].values():
        assert (task["retries"], task["max_active_runs"], task["schedule"]) == (3, 1, "0 2 * * *")


def test_tasks_of_emr_hand_over_calls_of_the_api(loaded, defaults):
    tasks = loaded["tasks"]
    cluster = tasks["emulsion_emr_cluster"]["job_flow_overrides"]
    assert cluster == defaults.json("emr-ec2", "run-job-flow.api.json")
    assert aws_model.problems(aws_model.input_shape("emr", "RunJobFlow"), cluster) == []
    step = tasks["emulsion_emr_step"]
    added = {"JobFlowId": step["job_flow_id"], "Steps": step["steps"]}
    assert added == defaults.json("emr-ec2", "add-job-flow-steps.api.json")
    assert aws_model.problems(aws_model.input_shape("emr", "AddJobFlowSteps"), added) == []


def test_task_of_emr_serverless_hands_over_the_job_run(loaded, defaults):
    # EmrServerlessHook.conn.start_job_run(applicationId=…, executionRoleArn=…, jobDriver=…, **config)
    task = loaded["tasks"]["emulsion_emr_serverless"]
    call = {
        "applicationId": task["application_id"],
        "executionRoleArn": task["execution_role_arn"],
        "jobDriver": task["job_driver"],
        "configurationOverrides": task["configuration_overrides"],
        "name": "emulsion",
        **task["config"],
    }
    assert call == defaults.json("emr-serverless", "start-job-run.json")
    assert aws_model.problems(aws_model.input_shape("emr-serverless", "StartJobRun"), call) == []


@pytest.mark.parametrize("dag,field,schema,platform,file", [
    ("emulsion_dataproc_workflow", "template", "WorkflowTemplate", "dataproc", "workflow-template.json"),
    ("emulsion_dataproc_job", "job", "Job", "dataproc", "submit-job.json"),
    ("emulsion_dataproc_serverless", "batch", "Batch", "dataproc-serverless", "batch.json"),
])
def test_task_of_dataproc_hands_over_the_payload(loaded, defaults, dag, field, schema, platform, file):
    task = loaded["tasks"][dag]
    payload = defaults.json(platform, file)
    assert task[field] == payload.get("job", payload)
    assert google_model.Document("dataproc.v1").problems(schema, task[field]) == []
    assert (task["project_id"], task["region"]) == ("my-project", "us-central1")


def test_spark_submit_task_starts_the_job(loaded, defaults):
    task = loaded["tasks"]["emulsion_spark_submit"]
    assert task["application"] == "s3a://my-bucket/jars/emulsion-bundle.jar"
    assert task["_java_class"] == "dev.emulsion.cli.Main"
    assert task["application_args"] == (
        "augment --recipe cutmix --input s3a://my-bucket/images --output s3a://my-bucket/out/first".split()
    )
    assert task["conf"]["spark.executor.instances"] == "4"


def test_broken_payloads_are_import_errors(tmp_path):
    def change(rendered):
        edit(rendered, "airflow", "spark-submit.json", lambda p: p.update(emulsion="x"))
        edit(rendered, "dataproc", "submit-job.json", lambda p: p["job"].update(emulsion="x"))
        edit(rendered, "dataproc-serverless", "batch.json", lambda p: p["environmentConfig"]["executionConfig"].update(ttl="ten"))
        edit(rendered, "emr-serverless", "start-job-run.json", lambda p: p.pop("jobDriver"))
        edit(rendered, "emr-ec2", "add-job-flow-steps.api.json", lambda p: p.pop("JobFlowId"))

    assert sorted(dags(tmp_path / "dags", change)["errors"]) == [
        "emulsion_dataproc.py",
        "emulsion_dataproc_serverless.py",
        "emulsion_emr.py",
        "emulsion_emr_serverless.py",
        "emulsion_spark_submit.py",
    ]


def edit(rendered, platform, file, change):
    payload = rendered.json(platform, file)
    change(payload)
    rendered.path(platform, file).write_text(json.dumps(payload))
