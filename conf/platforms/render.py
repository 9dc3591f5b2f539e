#!/usr/bin/env python3
"""Fills the templates of a platform with the values of variables.ini.

    render.py PLATFORM [--variables FILE] [--output FOLDER]

PLATFORM is a folder next to this script, such as emr-serverless. The filled templates are written
to rendered/PLATFORM next to the variables. Needs Python 3.9 or later and nothing else.

In a template, "${name}" is replaced by the value as a JSON string, "${name:json}" by the value as
JSON, "${name:base64}" by that of its bytes, and ${name} within a longer text by its characters. The value is that of a line in
variables.ini, one that is made of several (see `composed`), or for a file name such as
${input.json} the rendered template of that name in the same folder.
"""

import argparse
import base64
import configparser
import json
import pathlib
import re
import shlex
import sys

HERE = pathlib.Path(__file__).resolve().parent
CLOUDS = {
    "airflow": "airflow",
    "cloud-scheduler": "gcp",
    "dataproc": "gcp",
    "dataproc-serverless": "gcp",
    "emr-ec2": "aws",
    "emr-eks": "aws",
    "emr-serverless": "aws",
    "eventbridge-scheduler": "aws",
    "kubernetes": "kubernetes",
    "step-functions": "aws",
}
# Platforms that start a job of another one, with its Spark settings.
JOB_OF = {"eventbridge-scheduler": "emr-serverless"}
PLACEHOLDER = re.compile(r'"\$\{([\w.-]+)(:json|:base64)?\}"|\$\{([\w.-]+)\}')


class Missing(Exception):
    """A value that has to be set first."""


class Variables:
    """The values for one platform."""

    def __init__(self, file, platform):
        ini = configparser.RawConfigParser()
        ini.optionxform = str
        if not ini.read(file, encoding="utf-8"):
            raise SystemExit(f"there is no file {file}; name one with --variables")
        self.file, self.ini, self.values = file, ini, {}
        self.take("job")
        for kind, of in ("size", "size"), ("architecture", "architecture"), ("capacity", "capacity"):
            choice = ini["choice"][kind]
            known = [name.split(".", 1)[1] for name in ini if name.startswith(of + ".")]
            if choice not in known:
                raise SystemExit(f"{kind} must be one of {', '.join(known)}, was {choice}; correct it in {file}")
            self.take(f"{of}.{choice}")
        self.take(CLOUDS[platform])
        self.platform = platform

    def take(self, section):
        self.values.update(self.ini[section])

    def spark(self, platform):
        """The Spark settings of a platform's jobs."""
        settings = dict(self.ini["spark"])
        platform = JOB_OF.get(platform, platform)
        if f"spark.{platform}" in self.ini:
            settings.update(self.ini[f"spark.{platform}"])
        return {key: self.resolved(key, value) for key, value in settings.items()}

    def text(self, name):
        if name not in self.values:
            raise SystemExit(f"no value is named {name}; add it to {self.file}")
        return self.resolved(name, self.values[name])

    def resolved(self, name, value):
        if value == "" and name != "options":
            raise Missing(name)
        return PLACEHOLDER.sub(lambda found: self.text(found.group(3)), value)

    def composed(self, name):
        """What templates need in the form that an API wants: a list, an object or one text."""
        if name == "arguments":  # of the command line of Emulsion
            paths = ["--input", self.text("input"), "--output", self.text("output")]
            return ["augment", "--recipe", self.text("recipe"), *paths, *shlex.split(self.text("options"))]
        if name == "timeout-seconds":
            return str(60 * int(self.text("timeout-minutes")))
        if name == "spark-settings":
            return self.spark(self.platform)
        if name == "other-spark-settings":  # which are no fields of a SparkApplication
            fields = re.compile(r"spark\.(driver|executor)\.")
            return {key: value for key, value in self.spark(self.platform).items() if not fields.match(key)}
        if name.startswith("spark."):
            return self.spark(self.platform)[name]
        if name == "spark-options":
            settings = self.spark(self.platform).items()
            return ["--class", self.text("class"), *(word for key, value in settings for word in ("--conf", f"{key}={value}"))]
        if name == "serverless-spark-parameters":
            return self.parameters("emr-serverless")
        if name == "spark-parameters":
            return self.parameters(self.platform)
        if name == "step-arguments":
            return ["--deploy-mode", "cluster", *self.composed("spark-options"), self.text("jar"), *self.composed("arguments")]
        if name == "submit-command":
            return ["spark-submit", *self.composed("step-arguments")]
        if name == "quoted-spark-options":
            return shlex.join(self.composed("spark-options"))
        if name == "quoted-arguments":
            return shlex.join(self.composed("arguments"))
        return self.text(name)

    def parameters(self, platform):
        """The options of spark-submit as one text, which EMR splits at spaces."""
        settings = self.spark(platform)
        words = ["--class", self.text("class")]
        for key, value in settings.items():
            if re.search(r"\s", value):
                raise SystemExit(f"{key} must have no spaces, was {value}; EMR would split it")
            words += ["--conf", f"{key}={value}"]
        return " ".join(words)


def filled(folder, file, variables):
    """The text of the template `file` with its values."""

    def replacement(found):
        name = found.group(1) or found.group(3)
        if (folder / name).is_file():
            value = json.loads(filled(folder, name, variables))
            if found.group(2) == ":json":
                return json.dumps(value)
            text = json.dumps(value)
            return json.dumps(base64.b64encode(text.encode()).decode() if found.group(2) else text)
        value = variables.composed(name)
        if found.group(3):
            if not isinstance(value, str):
                raise SystemExit(f"{name} must be alone between quotes in {file}, as it is no text")
            return value if file.endswith(".sh") else json.dumps(value)[1:-1]
        return json.dumps(json.loads(value) if found.group(2) and isinstance(value, str) else value)

    text = PLACEHOLDER.sub(replacement, (folder / file).read_text(encoding="utf-8"))
    if file.endswith(".json"):
        return json.dumps(json.loads(text), indent=2) + "\n"
    return text


def render(platform, file, output):
    """Writes the templates of `platform`; returns what was written, and the reasons of what was not."""
    variables = Variables(file, platform)
    written, missing = [], {}
    for template in sorted((HERE / platform).iterdir()):
        if template.suffix not in (".json", ".yaml", ".sh"):
            continue
        try:
            text = filled(template.parent, template.name, variables)
        except Missing as value:
            missing[template.name] = str(value)
            continue
        output.mkdir(parents=True, exist_ok=True)
        target = output / template.name
        target.write_text(text, encoding="utf-8")
        target.chmod(template.stat().st_mode & 0o777)
        written.append(target)
    return written, missing


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("platform", choices=sorted(CLOUDS))
    parser.add_argument("--variables", type=pathlib.Path, default=HERE / "variables.ini")
    parser.add_argument("--output", type=pathlib.Path)
    options = parser.parse_args(arguments)
    output = options.output or options.variables.resolve().parent / "rendered" / options.platform
    written, missing = render(options.platform, options.variables, output)
    for path in written:
        print(path)
    for template, name in missing.items():
        print(f"not rendered: {template}; set {name} in {options.variables}", file=sys.stderr)
    return 0 if written else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
