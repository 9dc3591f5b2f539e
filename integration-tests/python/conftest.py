"""The session of the client that run.sh names, and images to call functions with."""

import io
import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pyspark.sql import SparkSession

ROOT = Path(os.environ["EMULSION_ROOT"])
PHOTOS = ROOT / "conf" / "quickstart" / "images"
CLIENT = os.environ["EMULSION_CLIENT"]

SETTINGS = {
    "spark.jars": os.environ["EMULSION_BUNDLE"],
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    # what Emulsion's launcher gives a JVM of its own
    "spark.driver.extraJavaOptions": "--add-modules=jdk.incubator.vector",
}


@pytest.fixture(scope="session")
def connect() -> bool:
    """Whether the client is that of Spark Connect, which has no JVM beside it."""
    return CLIENT == "connect"


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A session with Emulsion's jar."""
    folder = tmp_path_factory.mktemp("spark")
    settings = SETTINGS | {"spark.sql.warehouse.dir": str(folder / "warehouse")}
    if CLIENT == "connect":
        with subprocess.Popen(
            server_command(settings), cwd=folder, stdout=subprocess.DEVNULL, stderr=(folder / "log").open("w")
        ) as server:
            try:
                port = server_port(folder / "log", server)
                session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
                yield session
                session.stop()
            finally:
                server.terminate()
    else:
        builder = SparkSession.builder.master("local[2]").appName("tests")
        if CLIENT == "3.5.5":  # whose PySpark makes sessions that read no service files
            settings["spark.sql.extensions"] = "dev.emulsion.spark.EmulsionExtensions"
        for key, value in settings.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        yield session
        session.stop()


def server_command(settings: dict[str, str]) -> list[str]:
    command = [os.environ["SPARK_HOME"] + "/bin/spark-submit", "--master", "local[2]"]
    for key, value in (settings | {"spark.connect.grpc.binding.port": "0"}).items():
        command += ["--conf", f"{key}={value}"]
    return [*command, "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]


def server_port(log: Path, server: subprocess.Popen[bytes]) -> int:
    """The port that the server chose, which its log says."""
    for _ in range(1500):
        found = re.search(r"Spark Connect server started at: \S*:(\d+)", log.read_text(errors="replace"))
        if found:
            return int(found[1])
        if server.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError("the Spark Connect server did not start:\n" + log.read_text(errors="replace")[-4000:])


def png(image: Image.Image) -> bytes:
    """The image as a file."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="session")
def photos() -> list[tuple[str, bytes]]:
    """Names and files of four photos, cut to 96 × 128 pixels."""
    files = sorted(PHOTOS.rglob("*.jpg"))[:4]
    cut = [Image.open(file).convert("RGB").resize((128, 96), Image.Resampling.BILINEAR) for file in files]
    return [(file.name, png(image)) for file, image in zip(files, cut, strict=True)]
