"""The version of this package: that of pom.xml, as Python writes it."""

import pathlib
import re

_POM = pathlib.Path(__file__).resolve().parents[2] / "pom.xml"


def _version() -> str:
    found = re.search(r"<artifactId>emulsion</artifactId>\s*<version>([^<]+)</version>", _POM.read_text("utf-8"))
    if found is None:
        raise ValueError(f"{_POM} must have the version of emulsion; build from a whole clone")
    return found[1].replace("-SNAPSHOT", ".dev0")


__version__ = _version()
