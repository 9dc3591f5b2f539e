#!/usr/bin/env bash
# Spark 3.5.5 (from pyspark on Python's package index): partition folders whose names are digits followed by
# d or f are read as numbers, because Java's number syntax allows such a suffix. Of the classes in
# label=1d/, label=1f/ and label=2f/, as hexadecimal or part-number class names are, the first two become one
# class, 1.0, without a warning. pyarrow 26.0.1 keeps three texts for the same folders.
# spark.sql.sources.partitionColumnTypeInference.enabled=false keeps them in Spark.
#
# Needs Java 8, 11 or 17. Prints what was read; exits with 1 if the behavior is another one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/python"
"$work/python/bin/pip" install -q pyspark==3.5.5 pyarrow==26.0.1

"$work/python/bin/python" - "$work" <<'PYTHON'
import os
import sys

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

folder = sys.argv[1] + "/images"
for name in ["1d", "1f", "2f"]:
    os.makedirs(f"{folder}/label={name}")
    pq.write_table(pa.table({"id": [name]}), f"{folder}/label={name}/part-0.parquet")

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config(
    "spark.ui.showConsoleProgress", "false"
).getOrCreate()
spark.sparkContext.setLogLevel("ERROR")


def classes():
    rows = spark.read.parquet(folder)
    return rows.schema["label"].dataType.simpleString(), sorted(r[0] for r in rows.select("label").distinct().collect())


inferred = classes()
spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
text = classes()
spark.stop()
arrow = sorted(set(ds.dataset(folder, partitioning="hive").to_table()["label"].to_pylist()))
print(f"Spark 3.5.5: {inferred}; without inference of types: {text}; pyarrow {pa.__version__}: {arrow}")

as_seen = (
    inferred == ("double", [1.0, 2.0])
    and text == ("string", ["1d", "1f", "2f"])
    and arrow == ["1d", "1f", "2f"]
)
print("as described" if as_seen else "behaves otherwise")
sys.exit(not as_seen)
PYTHON
