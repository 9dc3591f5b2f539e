"""The Python side of Emulsion, image augmentation and mixing on Apache Spark."""

from importlib.metadata import version as _version


def __getattr__(name: str) -> str:
    if name == "__version__":
        return _version("emulsion")
    raise AttributeError(f"module emulsion has no attribute {name}")
