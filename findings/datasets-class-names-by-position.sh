#!/usr/bin/env bash
# Hugging Face datasets 5.2.0 (pyarrow 26.0.1): load_dataset("parquet") takes the names of a ClassLabel
# from the first file and applies them to the numbers of all others. A second file whose own footer lists
# the same names in another order is read with the wrong class in every row, without a warning, streaming
# or not. concatenate_datasets refuses the very same two files.
#
# Prints what was read; exits with 1 if the behavior is another one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/python"
"$work/python/bin/pip" install -q datasets==5.2.0 pyarrow==26.0.1
export HF_HOME=$work/cache HF_HUB_OFFLINE=1 HF_DATASETS_DISABLE_PROGRESS_BARS=1

"$work/python/bin/python" - "$work" <<'PYTHON'
import sys

import datasets
from datasets import ClassLabel, Dataset, Features, Value, concatenate_datasets, load_dataset

datasets.disable_progress_bars()
folder = sys.argv[1]
files = []
for number, names in enumerate([["cat", "coffee"], ["coffee", "cat"]]):
    features = Features({"label": ClassLabel(names=names), "truth": Value("string")})
    rows = {"label": [names.index("cat"), names.index("coffee")], "truth": ["cat", "coffee"]}
    files.append(f"{folder}/part-{number}.parquet")
    Dataset.from_dict(rows, features=features).to_parquet(files[-1])

surprise = [("cat", "cat"), ("coffee", "coffee"), ("coffee", "cat"), ("cat", "coffee")]
as_seen = True
for streaming in (False, True):
    rows = load_dataset("parquet", data_files=files, split="train", streaming=streaming)
    read = [(rows.features["label"].int2str(row["label"]), row["truth"]) for row in rows]
    print(f"load_dataset, streaming={streaming}: (label read, label written) {read}")
    as_seen &= read == surprise

try:
    concatenate_datasets([load_dataset("parquet", data_files=f, split="train") for f in files])
    print("concatenate_datasets accepts both files")
    as_seen = False
except ValueError as refusal:
    print(f"concatenate_datasets refuses: {refusal}")

print("datasets", datasets.__version__, "behaves as described" if as_seen else "behaves otherwise")
sys.exit(not as_seen)
PYTHON
