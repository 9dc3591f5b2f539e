"""Payloads for Google Cloud against Google's discovery documents."""

import base64
import json
import re
import subprocess

import conftest
import google_model
import pytest

PAYLOADS = [
    ("dataproc", "workflow-template.json", "dataproc.v1", "WorkflowTemplate", {"wrong enum"}),
    ("dataproc", "submit-job.json", "dataproc.v1", "SubmitJobRequest", set()),
    ("dataproc-serverless", "batch.json", "dataproc.v1", "Batch", {"wrong duration"}),
    ("cloud-scheduler", "job.json", "cloudscheduler.v1", "Job", {"wrong enum", "wrong duration"}),
    ("dataproc", "job-role.json", "iam.v1", "Role", {"wrong enum"}),
    ("dataproc", "submitter-role.json", "iam.v1", "Role", {"wrong enum"}),
    ("dataproc-serverless", "submitter-role.json", "iam.v1", "Role", {"wrong enum"}),
    ("cloud-scheduler", "scheduler-role.json", "iam.v1", "Role", {"wrong enum"}),
]


@pytest.mark.parametrize("platform,file,document,schema,faults", PAYLOADS)
def test_payload_is_one_of_the_api(rendered, platform, file, document, schema, faults):
    assert google_model.Document(document).problems(schema, rendered.json(platform, file)) == []


@pytest.mark.parametrize("platform,file,document,schema,faults", PAYLOADS)
def test_every_broken_copy_is_refused(defaults, platform, file, document, schema, faults):
    model, made = google_model.Document(document), set()
    for fault, copy in model.broken_copies(schema, defaults.json(platform, file)):
        assert model.problems(schema, copy), fault
        made.add(fault)
    assert made >= {"unknown field", "wrong type", *faults}
    assert "missing field" in made or schema == "Role"  # which requires nothing


def test_jar_is_no_main_jar_as_well(defaults):
    payload = defaults.json("dataproc", "submit-job.json")
    payload["job"]["sparkJob"]["mainJarFileUri"] = "gs://my-bucket/jars/emulsion-bundle.jar"
    assert google_model.Document("dataproc.v1").problems("SubmitJobRequest", payload)


def test_parameter_is_the_output_argument(defaults):
    template = defaults.json("dataproc", "workflow-template.json")
    [parameter] = template["parameters"]
    step, index = re.fullmatch(r"jobs\['(\w+)'\]\.sparkJob\.args\[(\d+)\]", parameter["fields"][0]).groups()
    [job] = [job for job in template["jobs"] if job["stepId"] == step]
    arguments = job["sparkJob"]["args"]
    assert arguments[int(index) - 1] == "--output"
    assert arguments[int(index)] == "gs://my-bucket/out/first"


def test_schedule_instantiates_the_template_with_its_parameter(defaults):
    target = defaults.json("cloud-scheduler", "job.json")["httpTarget"]
    template = defaults.json("dataproc", "workflow-template.json")
    assert target["uri"].endswith(f"/projects/my-project/regions/us-central1/workflowTemplates/{template['id']}:instantiate?alt=json")
    body = json.loads(base64.b64decode(target["body"]))
    assert google_model.Document("dataproc.v1").problems("InstantiateWorkflowTemplateRequest", body) == []
    assert set(body["parameters"]) == {parameter["name"] for parameter in template["parameters"]}


def test_initialization_action_is_a_script():
    subprocess.run(["bash", "-n", conftest.TEMPLATES / "dataproc" / "java17.sh"], check=True)
