"""State machines with asl-validator, and the calls that they make against botocore's models."""

import copy
import json
import os
import subprocess

import aws_model
import pytest
from test_aws import camel

DEFINITIONS = ["emr-serverless.asl.json", "emr-ec2.asl.json"]
VALIDATOR = os.environ.get("ASL_VALIDATOR")


def valid(definition, folder):
    """Whether asl-validator accepts a definition."""
    file = folder / "definition.json"
    file.write_text(json.dumps(definition))
    done = subprocess.run([VALIDATOR, "--json-path", str(file)], capture_output=True, text=True, timeout=300)
    return done.returncode == 0


@pytest.mark.skipif(not VALIDATOR, reason="asl-validator is not installed: ASL_VALIDATOR does not name it")
@pytest.mark.parametrize("file", DEFINITIONS)
def test_definition_is_in_the_states_language(defaults, tmp_path, file):
    definition = defaults.json("step-functions", file)
    assert valid(definition, tmp_path)
    for break_it in (
        lambda d: d.pop("StartAt"),
        lambda d: d["States"]["Augment"].update(Type="Tasks"),
        lambda d: d["States"]["Augment"].update(Emulsion="x"),
        lambda d: d["States"]["Augment"].pop("Resource"),
    ):
        broken = copy.deepcopy(definition)
        break_it(broken)
        assert not valid(broken, tmp_path)


def serverless_problems(task):
    assert task["Resource"] == "arn:aws:states:::emr-serverless:startJobRun.sync"
    payload = dict(task["Parameters"])
    assert payload.pop("ClientToken.$") == "States.UUID()"
    return aws_model.problems(aws_model.input_shape("emr-serverless", "StartJobRun"), payload, name=camel)


def step_problems(task):
    assert task["Resource"] == "arn:aws:states:::elasticmapreduce:addStep.sync"
    # The integration has one step and other names at the top than the API.
    names = {"ClusterId": "JobFlowId", "Step": "Steps"}
    payload = {names.get(key, key): value for key, value in task["Parameters"].items()}
    payload["Steps"] = [payload["Steps"]]
    return aws_model.problems(aws_model.input_shape("emr", "AddJobFlowSteps"), payload)


@pytest.mark.parametrize("file,problems", [(DEFINITIONS[0], serverless_problems), (DEFINITIONS[1], step_problems)])
def test_call_is_one_of_the_api(rendered, file, problems):
    task = rendered.json("step-functions", file)["States"]["Augment"]
    assert problems(task) == []
    task["Parameters"]["Emulsion"] = "x"
    assert problems(task)


def test_state_machine_starts_what_the_job_run_starts(defaults):
    task = defaults.json("step-functions", DEFINITIONS[0])["States"]["Augment"]
    run = defaults.json("emr-serverless", "start-job-run.json")["jobDriver"]["sparkSubmit"]
    assert task["Parameters"]["JobDriver"]["SparkSubmit"] == {k[0].upper() + k[1:]: v for k, v in run.items()}


@pytest.mark.parametrize("of", ["emr-serverless", "emr-ec2"])
def test_state_machine_has_the_definition_as_text(defaults, of):
    created = defaults.json("step-functions", f"create-state-machine.{of}.json")
    assert json.loads(created["definition"]) == defaults.json("step-functions", f"{of}.asl.json")
