#!/usr/bin/env bash
# Calls Emulsion from PySpark as users do: the real client, with the jar of its line. Arguments go to pytest.
#
#   integration-tests/python/run.sh [install]
#
# install   only install what the tests need, to target; without it that is done first if it is not there
#
# Every test runs on PySpark 3.5.5 and 4.0.1, and on 4.0.1 once more through Spark Connect, to a server of its own.
# EMULSION_CLIENTS selects some of them: "3.5.5 4.0.1 connect" is the default. EMULSION_BUNDLES=built takes the jars
# that Maven has built, without a look at the sources.

set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd -P)
tests=$root/integration-tests/python
target=$root/target/python-clients
clients=${EMULSION_CLIENTS:-3.5.5 4.0.1 connect}

# .ci/run installs the same distributions for the tests of spark-submit.
distribution() {
  echo "$root/target/spark-$1"
}

install() {
  local version
  mkdir -p "$target"
  if ! cmp -s "$tests/requirements.txt" "$target/installed"; then
    python3 -m venv "$target/venv"
    "$target/venv/bin/python" -m pip install -q --no-compile -r "$tests/requirements.txt"
    cp "$tests/requirements.txt" "$target/installed"
  fi
  for version in 3.5.5 4.0.1; do
    [ -x "$(distribution $version)/pyspark/bin/spark-submit" ] ||
      "$target/venv/bin/python" -m pip install -q --no-compile --no-deps --target "$(distribution $version)" \
        "pyspark==$version"
  done
}

bundle() {
  local target=$root/spark-jobs/target profile=
  if [ "$1" = 4.0.1 ]; then
    profile=-Pspark-4.0_2.13
    target=$target/spark-4.0_2.13
  fi
  if [ "${EMULSION_BUNDLES:-}" = built ]; then
    ls "$target"/emulsion-bundle-*.jar
  else
    EMULSION_MAVEN_OPTS=$profile "$root/emulsion" bundle | tail -n 1
  fi
}

install
[ "${1:-}" = install ] && exit
unset SPARK_HOME
export EMULSION_ROOT=$root PYTHONPYCACHEPREFIX=$target/pycache PYSPARK_PYTHON=$target/venv/bin/python
export SPARK_LOCAL_IP=127.0.0.1
for client in $clients; do
  version=${client/connect/4.0.1}
  export EMULSION_CLIENT=$client
  EMULSION_BUNDLE=$(bundle "$version")
  SPARK_HOME=$(distribution "$version")/pyspark
  py4j=$(ls "$SPARK_HOME"/python/lib/py4j-*-src.zip)
  export EMULSION_BUNDLE SPARK_HOME
  echo "PySpark $client with $(basename "$EMULSION_BUNDLE")"
  PYTHONPATH=$(distribution "$version"):$py4j:$root/augment-udfs/python \
    "$target/venv/bin/python" -m pytest -q -p no:cacheprovider "$tests" "$@"
done
