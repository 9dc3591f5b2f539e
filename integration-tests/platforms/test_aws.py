"""Payloads for AWS against botocore's service models, and sent by the AWS CLI to a moto server."""

import json
import os
import subprocess
import sys

import aws_model
import botocore.session
import conftest
import pytest
from moto.server import ThreadedMotoServer

PAYLOADS = [
    ("emr-ec2", "run-job-flow.api.json", "emr", "RunJobFlow"),
    ("emr-ec2", "add-job-flow-steps.api.json", "emr", "AddJobFlowSteps"),
    ("emr-serverless", "create-application.json", "emr-serverless", "CreateApplication"),
    ("emr-serverless", "start-job-run.json", "emr-serverless", "StartJobRun"),
    ("emr-eks", "start-job-run.json", "emr-containers", "StartJobRun"),
    ("eventbridge-scheduler", "create-schedule.json", "scheduler", "CreateSchedule"),
    ("step-functions", "create-state-machine.emr-serverless.json", "stepfunctions", "CreateStateMachine"),
    ("step-functions", "create-state-machine.emr-ec2.json", "stepfunctions", "CreateStateMachine"),
]


@pytest.mark.parametrize("platform,file,service,operation", PAYLOADS)
def test_payload_is_one_of_the_api(rendered, platform, file, service, operation):
    shape = aws_model.input_shape(service, operation)
    assert aws_model.problems(shape, rendered.json(platform, file)) == []


@pytest.mark.parametrize("platform,file,service,operation", PAYLOADS)
def test_every_broken_copy_is_refused(defaults, platform, file, service, operation):
    shape = aws_model.input_shape(service, operation)
    faults = set()
    for fault, copy in aws_model.broken_copies(shape, defaults.json(platform, file)):
        assert aws_model.problems(shape, copy), fault
        faults.add(fault)
    assert faults >= {"unknown field", "missing field", "wrong enum"}


def camel(key):
    return key[0].lower() + key[1:]


def universal_target(arn):
    """Service and operation that the ARN of a universal target names."""
    prefix, service, action = arn.rsplit(":", 2)
    assert prefix == "arn:aws:scheduler:::aws-sdk"
    session = botocore.session.get_session()
    for name in session.get_available_services():
        if name == "emr-serverless":
            model = session.get_service_model(name)
            assert service == model.service_id.hyphenize().replace("-", "")
            return name, next(o for o in model.operation_names if camel(o) == action)
    raise AssertionError(arn)


def test_schedule_starts_a_job_that_the_api_takes(rendered):
    target = rendered.json("eventbridge-scheduler", "create-schedule.json")["Target"]
    payload = json.loads(target["Input"])
    shape = aws_model.input_shape(*universal_target(target["Arn"]))
    token = payload.pop("ClientToken")  # the same token a second time would be the same run
    assert token == "<aws.scheduler.execution-id>"
    assert aws_model.problems(shape, payload, name=camel) == []
    payload["JobDriver"]["SparkSubmit"]["entrypoint"] = "x"
    assert aws_model.problems(shape, payload, name=camel)


def test_schedule_and_job_run_start_the_same_job(defaults):
    payload = json.loads(defaults.json("eventbridge-scheduler", "create-schedule.json")["Target"]["Input"])
    run = defaults.json("emr-serverless", "start-job-run.json")
    assert payload["JobDriver"]["SparkSubmit"] == {k[0].upper() + k[1:]: v for k, v in run["jobDriver"]["sparkSubmit"].items()}


@pytest.mark.parametrize("cli,api,failed", [
    ("steps.cli.json", "add-job-flow-steps.api.json", "CONTINUE"),
    ("cluster-steps.cli.json", "run-job-flow.api.json", "TERMINATE_CLUSTER"),
])
def test_steps_of_the_command_line_and_of_the_api_run_the_same(defaults, cli, api, failed):
    [cli], [api] = defaults.json("emr-ec2", cli), defaults.json("emr-ec2", api)["Steps"]
    assert cli["Type"] == "Spark"
    assert cli["ActionOnFailure"] == api["ActionOnFailure"] == failed
    assert api["HadoopJarStep"] == {"Jar": "command-runner.jar", "Args": ["spark-submit", *cli["Args"]]}


def test_job_arguments_start_emulsion(defaults):
    submit = defaults.json("emr-serverless", "start-job-run.json")["jobDriver"]["sparkSubmit"]
    assert submit["entryPoint"] == "s3://my-bucket/jars/emulsion-bundle.jar"
    assert submit["sparkSubmitParameters"].startswith("--class dev.emulsion.cli.Main --conf ")
    assert submit["entryPointArguments"] == (
        "augment --recipe cutmix --input s3://my-bucket/images --output s3://my-bucket/out/first".split()
    )


# ---- moto


@pytest.fixture(scope="module")
def aws():
    """A function that runs the AWS CLI against a moto server on the loopback interface."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    env = {
        "PATH": f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}",
        "HOME": "/nonexistent",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_PAGER": "",
        "AWS_EC2_METADATA_DISABLED": "true",
        **{k: v for k, v in os.environ.items() if k == "PYTHONPYCACHEPREFIX"},
    }

    def run(*command, cwd=None, fails=False):
        done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, timeout=300)
        assert (done.returncode != 0) == fails, done.stderr
        return done.stderr if fails else json.loads(done.stdout or "null")

    run.environment = env
    yield run
    server.stop()


def call(aws, *words, file=None, **options):
    given = ["--cli-input-json", f"file://{file}"] if file else []
    return aws("aws", *words, *given, **options)


def test_cluster_of_the_command_line_runs_the_step(defaults, aws):
    folder = defaults.path("emr-ec2", "")
    cluster = aws("sh", "create-cluster.cli.sh", cwd=folder)["ClusterId"]
    assert cluster in [c["Id"] for c in call(aws, "emr", "list-clusters")["Clusters"]]
    described = call(aws, "emr", "describe-cluster", "--cluster-id", cluster)["Cluster"]
    assert described["ReleaseLabel"] == "emr-7.13.0"
    steps = call(aws, "emr", "list-steps", "--cluster-id", cluster)["Steps"]
    step = defaults.json("emr-ec2", "run-job-flow.api.json")["Steps"][0]["HadoopJarStep"]
    assert [(s["Config"]["Jar"], s["Config"]["Args"]) for s in steps] == [(step["Jar"], step["Args"])]


def test_step_is_added_to_a_running_cluster(defaults, aws, tmp_path):
    cluster = aws(
        "sh", "create-cluster.cli.sh", "--no-auto-terminate", cwd=defaults.path("emr-ec2", "")
    )["ClusterId"]
    rerendered = conftest.render_all(tmp_path, aws={"cluster-id": cluster})
    added = aws("sh", "add-steps.cli.sh", cwd=rerendered.path("emr-ec2", ""))["StepIds"]
    steps = call(aws, "emr", "list-steps", "--cluster-id", cluster)["Steps"]
    assert len(steps) == 2
    assert added[0] in [s["Id"] for s in steps]


def test_cluster_and_steps_of_the_api_are_taken(defaults, aws):
    # The AWS CLI has neither run-job-flow nor add-job-flow-steps; its SDK has.
    client = botocore.session.get_session().create_client(
        "emr",
        region_name="us-east-1",
        endpoint_url=aws.environment["AWS_ENDPOINT_URL"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    cluster = client.run_job_flow(**defaults.json("emr-ec2", "run-job-flow.api.json"))["JobFlowId"]
    assert len(client.list_steps(ClusterId=cluster)["Steps"]) == 1
    payload = {**defaults.json("emr-ec2", "add-job-flow-steps.api.json"), "JobFlowId": cluster}
    assert len(client.add_job_flow_steps(**payload)["StepIds"]) == 1
    assert len(client.list_steps(ClusterId=cluster)["Steps"]) == 2


def test_serverless_application_and_job_run_are_taken(defaults, aws, tmp_path):
    create = defaults.path("emr-serverless", "create-application.json")
    application = call(aws, "emr-serverless", "create-application", file=create)["applicationId"]
    listed = call(aws, "emr-serverless", "list-applications")["applications"]
    assert [(a["id"], a["releaseLabel"]) for a in listed] == [(application, "emr-7.13.0")]
    rerendered = conftest.render_all(tmp_path, aws={"application-id": application})
    start = rerendered.path("emr-serverless", "start-job-run.json")
    run = call(aws, "emr-serverless", "start-job-run", file=start)["jobRunId"]
    runs = call(aws, "emr-serverless", "list-job-runs", "--application-id", application)["jobRuns"]
    assert [r["id"] for r in runs] == [run]


def test_job_run_on_kubernetes_is_taken(defaults, aws, tmp_path):
    provider = json.dumps({"type": "EKS", "id": "eks", "info": {"eksInfo": {"namespace": "emulsion"}}})
    cluster = call(
        aws, "emr-containers", "create-virtual-cluster", "--name", "v", "--container-provider", provider
    )["id"]
    rerendered = conftest.render_all(tmp_path, aws={"virtual-cluster-id": cluster})
    run = call(aws, "emr-containers", "start-job-run", file=rerendered.path("emr-eks", "start-job-run.json"))["id"]
    runs = call(aws, "emr-containers", "list-job-runs", "--virtual-cluster-id", cluster)["jobRuns"]
    assert [r["id"] for r in runs] == [run]


def test_schedule_is_taken(defaults, aws):
    file = defaults.path("eventbridge-scheduler", "create-schedule.json")
    call(aws, "scheduler", "create-schedule", file=file)
    assert [s["Name"] for s in call(aws, "scheduler", "list-schedules")["Schedules"]] == ["emulsion"]
    stored = call(aws, "scheduler", "get-schedule", "--name", "emulsion")
    assert stored["Target"]["Input"] == defaults.json("eventbridge-scheduler", "create-schedule.json")["Target"]["Input"]


@pytest.mark.parametrize("of", ["emr-serverless", "emr-ec2"])
def test_state_machine_is_taken(defaults, aws, of):
    file = defaults.path("step-functions", f"create-state-machine.{of}.json")
    arn = call(aws, "stepfunctions", "create-state-machine", file=file)["stateMachineArn"]
    machines = call(aws, "stepfunctions", "list-state-machines")["stateMachines"]
    assert arn in [m["stateMachineArn"] for m in machines]


@pytest.mark.parametrize("platform,file,words", [
    ("emr-serverless", "start-job-run.json", ("emr-serverless", "start-job-run")),
    ("emr-eks", "start-job-run.json", ("emr-containers", "start-job-run")),
    ("eventbridge-scheduler", "create-schedule.json", ("scheduler", "create-schedule")),
])
def test_command_line_refuses_a_broken_copy(defaults, aws, tmp_path, platform, file, words):
    payload = defaults.json(platform, file)
    payload["Emulsion"] = "x"
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(payload))
    assert "Emulsion" in call(aws, *words, file=broken, fails=True)
