"""Checks a payload against the discovery documents that Google's clients are generated from."""

import base64
import binascii
import json
import pathlib
import re

import googleapiclient

DOCUMENTS = pathlib.Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
# Of each of these exactly one member is set: the documents say so in prose only.
ONE_OF = {
    "SparkJob": ("mainClass", "mainJarFileUri"),
    "SparkBatch": ("mainClass", "mainJarFileUri"),
    "WorkflowTemplatePlacement": ("managedCluster", "clusterSelector"),
    "Batch": ("pysparkBatch", "sparkBatch", "sparkRBatch", "sparkSqlBatch", "pysparkNotebookBatch"),
    **dict.fromkeys(
        ("Job", "OrderedJob"),
        ("flinkJob", "hadoopJob", "hiveJob", "pigJob", "prestoJob", "pysparkJob", "sparkJob", "sparkRJob", "sparkSqlJob", "trinoJob"),
    ),
}
# The job of Cloud Scheduler, which has the name of a job of Dataproc.
SCHEDULER_ONE_OF = ("httpTarget", "pubsubTarget", "appEngineHttpTarget")


class Document:
    """The schemas of one API."""

    def __init__(self, name):
        self.name = name
        self.schemas = json.loads((DOCUMENTS / f"{name}.json").read_text())["schemas"]

    def one_of(self, schema):
        if self.name.startswith("cloudscheduler") and schema == "Job":
            return SCHEDULER_ONE_OF
        return ONE_OF.get(schema, ())

    def problems(self, schema, value, path="payload"):
        """What is wrong with `value`, each with its path."""
        if not isinstance(value, dict):
            return [f"{path}: not an object"]
        properties, found = self.schemas[schema]["properties"], []
        choices = [member for member in self.one_of(schema) if member in value]
        if self.one_of(schema) and len(choices) != 1:
            found.append(f"{path}: must have exactly one of {', '.join(self.one_of(schema))}")
        for member, kind in properties.items():
            if required(kind) and member not in value:
                found.append(f"{path}: {member} is missing")
        for member, element in value.items():
            if member not in properties:
                found.append(f"{path}: unknown field {member}")
            elif "Output only" in properties[member].get("description", ""):
                found.append(f"{path}: {member} is set by the service")
            else:
                found += self.value_problems(properties[member], element, f"{path}.{member}")
        return found

    def value_problems(self, kind, value, path):
        if "$ref" in kind:
            return self.problems(kind["$ref"], value, path)
        if kind["type"] == "array":
            if not isinstance(value, list):
                return [f"{path}: not a list"]
            return [p for i, v in enumerate(value) for p in self.value_problems(kind["items"], v, f"{path}[{i}]")]
        if kind["type"] == "object":
            if not isinstance(value, dict):
                return [f"{path}: not a map"]
            return [p for k, v in value.items() for p in self.value_problems(kind["additionalProperties"], v, f"{path}.{k}")]
        return scalar_problems(kind, value, path)

    def broken_copies(self, schema, value):
        """Copies with one fault each, as pairs of the kind of fault and the copy."""
        properties = self.schemas[schema]["properties"]
        yield "unknown field", {**value, "emulsion": "x"}
        for member, element in value.items():
            if required(properties[member]) or member in self.one_of(schema):
                yield "missing field", {k: v for k, v in value.items() if k != member}
            for fault, copy in self.broken_values(properties[member], element):
                yield fault, {**value, member: copy}

    def broken_values(self, kind, value):
        if "$ref" in kind:
            yield from self.broken_copies(kind["$ref"], value)
        elif kind["type"] == "array":
            yield "wrong type", "x"
            for i, v in enumerate(value):
                for fault, copy in self.broken_values(kind["items"], v):
                    yield fault, [*value[:i], copy, *value[i + 1 :]]
        elif kind["type"] == "object":
            for k, v in value.items():
                for fault, copy in self.broken_values(kind["additionalProperties"], v):
                    yield fault, {**value, k: copy}
        elif "enum" in kind:
            yield "wrong enum", "EMULSION"
        else:
            yield "wrong type", [] if kind["type"] == "string" else "x"
            if kind.get("format") == "google-duration":
                yield "wrong duration", "ten minutes"


def required(kind):
    return kind.get("description", "").startswith("Required")


def scalar_problems(kind, value, path):
    types = {"string": str, "boolean": bool, "integer": int, "number": (int, float)}
    if not isinstance(value, types[kind["type"]]) or (kind["type"] == "integer" and isinstance(value, bool)):
        return [f"{path}: not of type {kind['type']}: {value!r}"]
    if "enum" in kind and value not in kind["enum"]:
        return [f"{path}: {value} is none of {', '.join(kind['enum'])}"]
    if "pattern" in kind and not re.fullmatch(kind["pattern"], value):
        return [f"{path}: {value} does not match {kind['pattern']}"]
    if kind.get("format") == "google-duration" and not re.fullmatch(r"\d+(\.\d{1,9})?s", value):
        return [f"{path}: {value} is no duration"]
    if kind.get("format") == "byte":
        try:
            base64.b64decode(value, validate=True)
        except binascii.Error:
            return [f"{path}: not in base64"]
    return []
