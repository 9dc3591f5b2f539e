#!/usr/bin/env bash
# Reads runs of every profile as people do: with every reader, by every snippet of docs/formats.md, and with the Python
# package, whose tests, types and style are checked.
#
#   integration-tests/readers/run.sh [install]
#
# install          only install the readers and the package; without it that is done first
# EMULSION_VENV    the virtual environment to install to; default: target/readers/venv
# EMULSION_BUNDLE  the bundle for Spark's snippets; without it the one that Maven has built, or else a new one

set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd -P)
here=$root/integration-tests/readers
runs=$root/target/readers/runs
venv=${EMULSION_VENV:-$root/target/readers/venv}
python=$venv/bin/python

mkdir -p "$root/target/readers"
[ -x "$python" ] || python3 -m venv "$venv"
"$python" -m pip install -q --no-compile -r "$here/requirements.txt" -r "$here/requirements-torch.txt"
"$python" -m pip install -q --no-compile --force-reinstall --no-deps "$root/augment-udfs/python"
[ "${1:-}" = install ] && exit

cd "$root/augment-udfs/python"
"$venv/bin/ruff" check --no-cache .
"$venv/bin/ruff" format --no-cache --check .
MYPYPATH= "$venv/bin/mypy" --python-executable "$python" --cache-dir "$root/target/readers/mypy"

unset SPARK_HOME
bundles=("$root"/spark-jobs/target/emulsion-bundle-*.jar)
if [ -z "${EMULSION_BUNDLE:-}" ]; then
  EMULSION_BUNDLE=${bundles[0]}
  [ -f "$EMULSION_BUNDLE" ] || EMULSION_BUNDLE=$("$root/emulsion" bundle | tail -n 1)
fi
export EMULSION_BUNDLE EMULSION_PYTHON=$python PYSPARK_PYTHON=$python SPARK_LOCAL_IP=127.0.0.1
rm -rf "$runs"
cd "$root/target/readers" # away from the sources of the package: the installed one is tested
"$here/read_back.sh" --strict "$runs" raw hf arrow webdataset hub-hf hub-webdataset
EMULSION_RUNS=$runs "$python" -m pytest -q -W ignore -p no:cacheprovider "$root/augment-udfs/python/tests"
