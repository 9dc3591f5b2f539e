"""render.py: values, choices, what is missing, and that templates have no values of their own."""

import json
import re
import subprocess
import sys

import conftest
import pytest

RENDER = conftest.TEMPLATES / "render.py"
FILES = [f for f in sorted(conftest.TEMPLATES.rglob("*")) if f.suffix in (".json", ".yaml", ".sh", ".py", ".ini")]


def run(*arguments):
    return subprocess.run([sys.executable, RENDER, *map(str, arguments)], capture_output=True, text=True)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}/{f.name}")
def test_no_template_has_an_account_a_bucket_or_a_region(file):
    text = file.read_text()
    assert not re.search(r"\b\d{12}\b", text)
    if file.name != "variables.ini":
        assert not re.search(r"(s3a?|gs)://[a-z]|\b(us|eu|asia|ap)-[a-z]+-?\d\b", text)


def test_a_template_whose_value_is_empty_is_named_and_not_written(tmp_path):
    variables = conftest.write_variables(tmp_path / "variables.ini", aws={"cluster-id": ""})
    done = run("emr-ec2", "--variables", variables)
    assert done.returncode == 0
    assert f"not rendered: add-job-flow-steps.api.json; set cluster-id in {variables}" in done.stderr.splitlines()
    assert not (tmp_path / "rendered/emr-ec2/add-job-flow-steps.api.json").exists()
    assert (tmp_path / "rendered/emr-ec2/run-job-flow.api.json").exists()


def test_nothing_rendered_is_an_error(tmp_path):
    bare = run("emr-eks", "--output", tmp_path / "bare")
    assert (bare.returncode, bare.stdout) == (2, "")


def test_an_unknown_choice_is_named_with_what_there_is(tmp_path):
    variables = conftest.write_variables(tmp_path / "variables.ini", ("10m", "arm64", "spot"))
    done = run("emr-serverless", "--variables", variables)
    assert done.returncode != 0
    assert done.stderr.strip() == f"size must be one of 1m, 100m, was 10m; correct it in {variables}"


def test_a_value_with_spaces_cannot_be_a_parameter_of_emr_serverless(tmp_path):
    options = "--add-modules=jdk.incubator.vector -Dx=y"
    variables = conftest.write_variables(tmp_path / "variables.ini", spark={"spark.executor.extraJavaOptions": options})
    done = run("emr-serverless", "--variables", variables)
    assert done.returncode != 0
    assert done.stderr.strip() == f"spark.executor.extraJavaOptions must have no spaces, was {options}; EMR would split it"


def test_options_quotes_and_line_ends_arrive_as_they_are(tmp_path):
    filled = conftest.render_all(tmp_path, job={"options": """--set 'labels.names=["a b"]' --set epochs=3"""})
    arguments = filled.json("emr-serverless", "start-job-run.json")["jobDriver"]["sparkSubmit"]["entryPointArguments"]
    assert arguments[-4:] == ["--set", 'labels.names=["a b"]', "--set", "epochs=3"]
    nested = json.loads(filled.json("eventbridge-scheduler", "create-schedule.json")["Target"]["Input"])
    assert nested["JobDriver"]["SparkSubmit"]["EntryPointArguments"] == arguments


def test_choices_change_what_they_say(tmp_path):
    small = conftest.render_all(tmp_path / "1", ("1m", "arm64", "spot"))
    large = conftest.render_all(tmp_path / "2", ("100m", "x86_64", "on-demand"))
    fleets = [r.json("emr-ec2", "run-job-flow.api.json")["Instances"]["InstanceFleets"] for r in (small, large)]
    assert [(f[2]["TargetOnDemandCapacity"], f[2]["TargetSpotCapacity"]) for f in fleets] == [(0, 1), (15, 0)]
    assert [f[1]["TargetOnDemandCapacity"] for f in fleets] == [1, 2]  # the driver's are never on spot
    types = [f[2]["InstanceTypeConfigs"][0]["InstanceType"] for f in fleets]
    assert types == ["m7g.4xlarge", "m6i.4xlarge"]
    architectures = [r.json("emr-serverless", "create-application.json")["architecture"] for r in (small, large)]
    assert architectures == ["ARM64", "X86_64"]
    executors = [r.json("dataproc", "spark-job.json")["properties"]["spark.executor.instances"] for r in (small, large)]
    assert executors == ["4", "64"]
    secondary = [
        r.json("dataproc", "workflow-template.json")["placement"]["managedCluster"]["config"]["secondaryWorkerConfig"]
        for r in (small, large)
    ]
    assert [s["preemptibility"] for s in secondary] == ["SPOT", "NON_PREEMPTIBLE"]


@pytest.mark.parametrize("choice", conftest.CHOICES, ids="-".join)
def test_executors_fit_on_the_machines_and_their_shuffle_on_the_disks(tmp_path, choice):
    filled = conftest.render_all(tmp_path, choice)
    conf = filled.json("dataproc", "spark-job.json")["properties"]
    gigabytes = {k: int(v[:-1]) for k, v in conf.items() if k.endswith(("memory", "memoryOverhead"))}
    executors = int(conf["spark.executor.instances"])
    core, task = filled.json("emr-ec2", "instance-fleets.cli.json")[1:]
    nodes = core["TargetOnDemandCapacity"] + task["TargetOnDemandCapacity"] + task["TargetSpotCapacity"]
    # Four to a machine of 16 cores, of whose 64 GB YARN has 56 on EMR; the driver takes the place of one.
    assert 4 * (gigabytes["spark.executor.memory"] + gigabytes["spark.executor.memoryOverhead"]) <= 56
    # EMR Serverless has workers of 4 cores with 8 to 30 GB.
    assert 8 <= gigabytes["spark.driver.memory"] + gigabytes["spark.driver.memoryOverhead"] <= 12
    assert executors + 1 <= 4 * nodes
    # emulsion estimate: 91.85 GB are shuffled per million images and epoch, by two epochs at once at most.
    shuffled = 2 * 91.85 * {"1m": 1, "100m": 100}[choice[0]]
    disk = core["InstanceTypeConfigs"][0]["EbsConfiguration"]["EbsBlockDeviceConfigs"][0]["VolumeSpecification"]["SizeInGB"]
    assert shuffled <= disk * nodes
    per_executor = filled.json("emr-serverless", "start-job-run.json")["jobDriver"]["sparkSubmit"]["sparkSubmitParameters"]
    assert shuffled <= executors * int(re.search(r"executor\.disk=(\d+)g", per_executor).group(1))
