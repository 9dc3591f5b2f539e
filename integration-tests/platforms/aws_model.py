"""Checks a payload against the service models that the AWS SDKs are generated from.

botocore's own validator checks neither enums nor patterns, nor the greatest lengths.
"""

import re

import botocore.session

SESSION = botocore.session.get_session()
# Java's surrogate pairs for everything beyond 16 bits, which Python's re cannot read.
ASTRAL = r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF"


def input_shape(service, operation):
    """The shape of what `operation` of `service` takes."""
    return SESSION.get_service_model(service).operation_model(operation).input_shape


def problems(shape, value, path="", name=lambda key: key):
    """What is wrong with `value`, each with its path; `name` turns the payload's keys into members."""
    here = path or "payload"
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            return [f"{here}: not an object"]
        members = {name(key): key for key in value}
        found = [f"{here}: unknown field {members[m]}" for m in members if m not in shape.members]
        for member in shape.required_members:
            if member not in members and not shape.members[member].metadata.get("idempotencyToken"):
                found.append(f"{here}: {member} is missing")
        for member, key in members.items():
            if member in shape.members:
                found += problems(shape.members[member], value[key], f"{path}.{key}".lstrip("."), name)
        return found
    if kind == "list":
        if not isinstance(value, list):
            return [f"{here}: not a list"]
        found = limits(shape, len(value), here)
        for index, element in enumerate(value):
            found += problems(shape.member, element, f"{path}[{index}]", name)
        return found
    if kind == "map":
        if not isinstance(value, dict):
            return [f"{here}: not a map"]
        found = limits(shape, len(value), here)
        for key, element in value.items():
            found += problems(shape.key, key, f"{path}.{key}", name)
            found += problems(shape.value, element, f"{path}.{key}", name)
        return found
    if kind == "string":
        return text_problems(shape, value, here)
    types = {"boolean": bool, "integer": int, "long": int, "float": (int, float), "double": (int, float)}
    if not isinstance(value, types[kind]) or (kind != "boolean" and isinstance(value, bool)):
        return [f"{here}: not a {kind}: {value!r}"]
    return [] if kind == "boolean" else limits(shape, value, here)


def limits(shape, number, here):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and number < low) or (high is not None and number > high):
        return [f"{here}: {number} is not between {low} and {high}"]
    return []


def text_problems(shape, value, here):
    if not isinstance(value, str):
        return [f"{here}: not a text: {value!r}"]
    found = limits(shape, len(value), here)
    allowed = getattr(shape, "enum", None)
    if allowed and value not in allowed:
        found.append(f"{here}: {value} is none of {', '.join(allowed)}")
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern.replace(*ASTRAL), value, re.DOTALL):
        found.append(f"{here}: {value!r} does not match {pattern}")
    return found


def broken_copies(shape, value):
    """Copies with one fault each, as pairs of the kind of fault and the copy: one for every enum, every
    required member and every object in `value`."""
    kind = shape.type_name
    if kind == "structure":
        yield "unknown field", {**value, "Emulsion": "x"}
        for member in value:
            if member in shape.required_members and not shape.members[member].metadata.get("idempotencyToken"):
                yield "missing field", {key: v for key, v in value.items() if key != member}
            for fault, copy in broken_copies(shape.members[member], value[member]):
                yield fault, {**value, member: copy}
    elif kind == "list":
        for index, element in enumerate(value):
            for fault, copy in broken_copies(shape.member, element):
                yield fault, [*value[:index], copy, *value[index + 1 :]]
    elif kind == "map":
        for key, element in value.items():
            for fault, copy in broken_copies(shape.value, element):
                yield fault, {**value, key: copy}
    elif kind == "string" and getattr(shape, "enum", None):
        yield "wrong enum", "EMULSION"
    elif kind == "string" and "pattern" in shape.metadata and shape.metadata["pattern"].startswith("arn"):
        yield "wrong pattern", "arn:aws:iam::1:role"
