"""Compares the rows of two runs column by column, whatever their shards.

    compare_runs.py OLD NEW [OLD_NAME=NEW_NAME ...]

A rename such as sample_id=row_id is of a column, plan.flipped=generated-first of a field of the
plan, word.renormalise=renormalize of a text in it. Prints one line per run; exits with 1 if any column differs.
"""

import glob
import io
import json
import os
import sys
import tarfile

import pyarrow.parquet as pq


def rows(run):
    """The rows of a run by id, each a dict of column to value."""
    found = {}
    for file in sorted(glob.glob(os.path.join(run, "epoch=*", "*"))):
        if file.endswith(".parquet"):
            for batch in pq.ParquetFile(file).iter_batches(batch_size=16):
                for row in batch.to_pylist():
                    add(found, row)
        elif file.endswith(".tar"):
            for row in samples(file):
                add(found, row)
    return found


def samples(file):
    """The rows of a WebDataset shard: the JSON's fields, and each other member by its extension."""
    with tarfile.open(file) as tar:
        row, key = {}, None
        for member in tar:
            stem, _, extension = member.name.partition(".")
            if key is not None and stem != key:
                yield row
                row = {}
            key = stem
            content = tar.extractfile(member).read()
            if extension == "json":
                row.update(json.load(io.BytesIO(content)))
            else:
                row[extension] = content
        if row:
            yield row


def add(found, row):
    name = row.get("row_id", row.get("sample_id"))
    if name in found:
        raise SystemExit(f"{name} is there twice")
    found[name] = row


def renamed(row, renames):
    """The row under its new names, with the plan as a value."""
    result = {renames.get(column, column): value for column, value in row.items()}
    plan = result.get("plan")
    if plan is not None:
        result["plan"] = plan_renamed(json.loads(plan) if isinstance(plan, str) else plan, renames)
    return result


def plan_renamed(value, renames):
    if isinstance(value, dict):
        return {
            renames.get("plan." + field, field): plan_renamed(inner, renames)
            for field, inner in value.items()
        }
    if isinstance(value, list):
        return [plan_renamed(inner, renames) for inner in value]
    return renames.get("word." + value, value) if isinstance(value, str) else value


def manifest(run):
    # beside the run, or inside it as in versions before that
    beside = os.path.join(run.rstrip("/") + ".emulsion", "manifest.json")
    inside = os.path.join(run, "_emulsion", "manifest.json")
    with open(beside if os.path.exists(beside) else inside, encoding="utf-8") as file:
        return json.load(file)


def main(old_run, new_run, *pairs):
    renames = dict(pair.split("=", 1) for pair in pairs)
    old = {key: renamed(row, renames) for key, row in rows(old_run).items()}
    new = {key: renamed(row, {}) for key, row in rows(new_run).items()}
    problems = []
    if not old:
        problems.append("no rows")
    if old.keys() != new.keys():
        problems.append(f"rows differ: {sorted(old.keys() ^ new.keys())[:3]}")
    columns = {}
    for key in old.keys() & new.keys():
        if old[key].keys() != new[key].keys():
            problems.append(f"columns of {key} differ: {sorted(old[key].keys() ^ new[key].keys())}")
            break
        for column, value in old[key].items():
            if value != new[key][column]:
                columns.setdefault(column, []).append(key)
    problems += [f"{column} differs in {len(keys)} rows, such as {min(keys)}" for column, keys in columns.items()]
    digests = [manifest(run).get("contentDigest") for run in (old_run, new_run)]
    digest = "the same digest" if digests[0] == digests[1] else "another digest"
    verdict = "; ".join(problems) if problems else f"{len(new)} rows equal in every column"
    print(f"{os.path.basename(os.path.normpath(new_run))}: {verdict}, {digest}")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    sys.exit(main(*sys.argv[1:]))
