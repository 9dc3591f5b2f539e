"""Kubernetes objects against the definitions of the Spark operator and the models of Kubernetes' client."""

import copy
import functools
import os
import pathlib
import re
import shlex
import subprocess

import jsonschema
import kubeflow_spark_api.models as operator
import pytest
import yaml
from kubernetes.client import ApiClient

APPLICATIONS = [
    ("spark-application.yaml", operator.SparkV1beta2SparkApplication),
    ("scheduled-spark-application.yaml", operator.SparkV1beta2ScheduledSparkApplication),
]
# The source of the operator, which has its CustomResourceDefinitions: a Go module.
OPERATOR = os.environ.get("SPARK_OPERATOR")
with_operator = pytest.mark.skipif(not OPERATOR, reason="the operator's source is not here: SPARK_OPERATOR does not name it")


def load(rendered, file):
    return yaml.safe_load(rendered.path("kubernetes", file).read_text())


def spec(application):
    """The specification of an application, scheduled or not."""
    return application["spec"].get("template", application["spec"])


def model_problems(model, application):
    """Missing fields, wrong types and fields that the model does not keep."""
    try:
        kept = model.from_dict(copy.deepcopy(application)).to_dict()
    except ValueError as problem:
        return [str(problem)]
    return [] if kept == application else ["unknown fields"]


def strict(schema):
    """The schema without room for unknown fields, as `kubectl --validate=strict` reads it."""
    if isinstance(schema, list):
        return [strict(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(value) for key, value in schema.items()}
    if isinstance(closed.get("properties"), dict) and closed.get("type") == "object":
        closed.setdefault("additionalProperties", False)
    return closed


@functools.cache
def definition(kind):
    """A validator of the resource `kind`, by its CustomResourceDefinition."""
    file = pathlib.Path(OPERATOR) / "config/crd/bases" / f"sparkoperator.k8s.io_{kind.lower()}s.yaml"
    [version] = [v for v in yaml.load(file.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))["spec"]["versions"] if v["name"] == "v1beta2"]
    schema = strict(version["schema"]["openAPIV3Schema"])
    schema["properties"]["metadata"] = {"type": "object"}
    return jsonschema.Draft202012Validator(schema)


def broken_copies(application):
    """One copy for each kind of fault, by name."""
    def broken(change):
        result = copy.deepcopy(application)
        change(result)
        return result

    yield "unknown", broken(lambda a: spec(a).update(emulsion="x"))
    yield "unknown", broken(lambda a: spec(a)["driver"].update(heap="9g"))
    for field in "type", "sparkVersion", "mainApplicationFile", "driver", "executor":
        yield "missing", broken(lambda a: spec(a).pop(field))  # noqa: B023  called at once
    yield "type", broken(lambda a: spec(a)["executor"].update(instances="4"))
    yield "enum", broken(lambda a: spec(a).update(type="Kotlin"))
    yield "enum", broken(lambda a: spec(a).update(mode="standalone"))
    yield "enum", broken(lambda a: spec(a)["restartPolicy"].update(type="Sometimes"))
    if "schedule" in application["spec"]:
        yield "missing", broken(lambda a: a["spec"].pop("schedule"))


@pytest.mark.parametrize("file,model", APPLICATIONS)
def test_application_is_one_of_the_operators_model(rendered, file, model):
    assert model_problems(model, load(rendered, file)) == []


@pytest.mark.parametrize("file,model", APPLICATIONS)
def test_model_refuses_broken_copies(defaults, file, model):
    for fault, broken in broken_copies(load(defaults, file)):
        assert fault == "enum" or model_problems(model, broken), broken  # the models have no enums


@with_operator
@pytest.mark.parametrize("file,model", APPLICATIONS)
def test_application_fits_the_definition(rendered, file, model):
    application = load(rendered, file)
    assert [e.message for e in definition(application["kind"]).iter_errors(application)] == []


@with_operator
@pytest.mark.parametrize("file,model", APPLICATIONS)
def test_definition_refuses_broken_copies(defaults, file, model):
    application = load(defaults, file)
    check = definition(application["kind"])
    for fault, broken in broken_copies(application):
        assert list(check.iter_errors(broken)), fault


def test_schedule_runs_the_application(defaults):
    application, scheduled = (load(defaults, file) for file, _ in APPLICATIONS)
    assert scheduled["spec"]["template"] == application["spec"]


def test_rights_are_objects_of_kubernetes(defaults):
    text = defaults.path("kubernetes", "rbac.yaml").read_text()
    objects = list(yaml.safe_load_all(text))
    assert [o["kind"] for o in objects] == ["ServiceAccount", "Role", "RoleBinding"]
    for thing in objects:
        assert client_problems(thing) == []
        assert client_problems({**thing, "emulsion": "x"})
    assert client_problems({k: v for k, v in objects[2].items() if k != "roleRef"})
    assert all("*" not in rule["verbs"] + rule["resources"] for rule in objects[1]["rules"])


def client_problems(thing):
    types = {"ServiceAccount": "V1ServiceAccount", "Role": "V1Role", "RoleBinding": "V1RoleBinding"}
    client = ApiClient()
    try:
        read = client._ApiClient__deserialize(thing, types[thing["kind"]])
    except ValueError as problem:
        return [str(problem)]
    return [] if client.sanitize_for_serialization(read) == thing else ["unknown fields"]


def test_plain_submission_has_the_settings_of_the_application(defaults, tmp_path):
    # A spark-submit that prints its arguments, in place of the real one.
    submit = tmp_path / "bin" / "spark-submit"
    submit.parent.mkdir()
    submit.write_text('#!/bin/sh\nfor a in "$@"; do printf "%s\\n" "$a"; done\n')
    submit.chmod(0o755)
    script = defaults.path("kubernetes", "spark-submit.sh")
    done = subprocess.run(["sh", script], env={"SPARK_HOME": str(tmp_path), "PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True)
    words = done.stdout.splitlines()
    application = spec(load(defaults, "spark-application.yaml"))
    jar = words.index(application["mainApplicationFile"])
    assert words[jar + 1 :] == application["arguments"]
    settings = dict(words[i + 1].split("=", 1) for i in range(jar) if words[i] == "--conf")
    assert {k: settings[k] for k in application["sparkConf"]} == application["sparkConf"]
    assert settings["spark.executor.instances"] == str(application["executor"]["instances"])
    assert settings["spark.executor.extraJavaOptions"] == application["executor"]["javaOptions"]
    assert settings["spark.kubernetes.executor.node.selector.karpenter.sh/capacity-type"] == "spot"
    assert not [word for word in words[:jar] if re.search(r"[$\"]", word)]
    assert shlex.join(words)
