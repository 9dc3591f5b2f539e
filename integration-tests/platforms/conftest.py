"""Renders the templates, once for every combination of size, processor and capacity."""

import configparser
import itertools
import json
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "conf" / "platforms"
sys.path.insert(0, str(TEMPLATES))

import render  # noqa: E402  conf/platforms/render.py

# What a user sets: the account is the one that moto has.
EDITED = {
    "aws": {
        "bucket": "my-bucket",
        "account": "123456789012",
        "subnet": "subnet-0123456789abcdef0",
        "cluster-id": "j-1234567890ABC",
        "application-id": "00f1abcdefgh1234",
        "virtual-cluster-id": "abcdefghij0123456789",
    },
    "gcp": {"project": "my-project", "bucket": "my-bucket"},
    "airflow": {"bucket": "my-bucket"},
    "kubernetes": {"bucket": "my-bucket", "image": "registry.example/emulsion:1"},
}
CHOICES = list(itertools.product(("1m", "100m"), ("arm64", "x86_64"), ("spot", "on-demand")))


def write_variables(file, choice=CHOICES[0], **more):
    """variables.ini with the values that a user sets, and those of `more`, each a section."""
    ini = configparser.RawConfigParser()
    ini.optionxform = str
    ini.read(TEMPLATES / "variables.ini")
    ini["choice"].update(zip(("size", "architecture", "capacity"), choice))
    for section, values in itertools.chain(EDITED.items(), more.items()):
        ini[section].update(values)
    with open(file, "w") as out:
        ini.write(out)
    return file


class Rendered:
    """The rendered templates, by platform and file."""

    def __init__(self, folder):
        self.folder = folder

    def path(self, platform, file):
        return self.folder / platform / file

    def json(self, platform, file):
        return json.loads(self.path(platform, file).read_text())


def render_all(folder, choice=CHOICES[0], **more):
    folder.mkdir(parents=True, exist_ok=True)
    variables = write_variables(folder / "variables.ini", choice, **more)
    for platform in render.CLOUDS:
        _, missing = render.render(platform, variables, folder / platform)
        assert not missing
    return Rendered(folder)


@pytest.fixture(scope="session", params=CHOICES, ids="-".join)
def rendered(request, tmp_path_factory):
    """The templates of every platform, once per combination of choices."""
    return render_all(tmp_path_factory.mktemp("rendered"), request.param)


@pytest.fixture(scope="session")
def defaults(tmp_path_factory):
    """The templates of every platform with the choices of variables.ini."""
    return render_all(tmp_path_factory.mktemp("defaults"))
