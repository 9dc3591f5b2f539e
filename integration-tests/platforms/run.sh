#!/usr/bin/env bash
# Checks the templates of conf/platforms against the APIs that they are for. Arguments go to pytest.
#
#   integration-tests/platforms/run.sh [install]
#
# install   only install what the tests need, to target/platforms; without it that is done first if it is not there
#
# Needs Python 3.10 or later. Step Functions are checked by asl-validator as well if there is npm, and Spark
# applications by the operator's own definitions if there is go.

set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd -P)
tests=$root/integration-tests/platforms
target=$root/target/platforms

install() {
  mkdir -p "$target"
  python3 -m venv "$target/venv"
  "$target/venv/bin/python" -m pip install -q --no-compile -r "$tests/requirements.txt"
  python3 -m venv "$target/airflow"
  "$target/airflow/bin/python" -m pip install -q --no-compile --no-deps -r "$tests/requirements-airflow.txt"
  npm install --silent --no-fund --no-audit --prefix "$target/npm" asl-validator@4.0.0 ||
    echo "state machines are not checked by asl-validator: npm cannot install it" >&2
  # The Go module of the Spark operator has the definitions of its resources.
  (cd "$target" && GOFLAGS=-mod=mod go mod download -json github.com/kubeflow/spark-operator/v2@v2.4.0) |
    sed -n 's/.*"Dir": "\(.*\)".*/\1/p' >"$target/spark-operator" ||
    echo "Spark applications are not checked by the operator's definitions: go cannot download them" >&2
  cat "$tests"/requirements*.txt >"$target/installed"
}

cat "$tests"/requirements*.txt | cmp -s - "$target/installed" 2>/dev/null || install
[ "${1:-}" = install ] && exit
export EMULSION_AIRFLOW=$target/airflow/bin/python
validator=$target/npm/node_modules/.bin/asl-validator
if [ -x "$validator" ]; then
  export ASL_VALIDATOR=$validator
fi
if [ -s "$target/spark-operator" ]; then
  SPARK_OPERATOR=$(cat "$target/spark-operator")
  export SPARK_OPERATOR
fi
PYTHONPYCACHEPREFIX=$target/pycache "$target/venv/bin/python" -m pytest -q -p no:cacheprovider "$tests" "$@"
