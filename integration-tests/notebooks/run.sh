#!/usr/bin/env bash
# Executes the notebooks and compares the images that they show with those that are kept in them.
#
#   integration-tests/notebooks/run.sh [install | --save] [NOTEBOOK...]
#
# install    only install what they need, to target/notebooks; without it that is done first if it is not there
# --save     keep what they show now: without outputs, except images
# NOTEBOOK   such as 01-first-mix.ipynb; default all
#
# EMULSION_BUNDLES  "built" if the classes and the bundle in target are those of the sources, as after ./emulsion test
#
# Needs Python 3.11 or later, and builds Emulsion if necessary.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd -P)
venv=$root/target/notebooks/venv

install() {
  python3 -m venv "$venv"
  "$venv/bin/python" -m pip install -q --no-compile -r "$root/notebooks/requirements.txt" "$root/augment-udfs/python"
  cp "$root/notebooks/requirements.txt" "$venv/installed"
}

cmp -s "$root/notebooks/requirements.txt" "$venv/installed" || install
[ "${1:-}" = install ] && exit
if [ "${EMULSION_BUNDLES:-}" = built ]; then # what the launcher would leave
  : >"$root/spark-jobs/target/launcher/built"
  : >"$root/spark-jobs/target/launcher/bundled"
fi
"$root/notebooks/kernel/install.sh" "$venv"
unset SPARK_HOME
PATH=$venv/bin:$PATH exec "$venv/bin/python" "$root/integration-tests/notebooks/execute.py" "$@"
