#!/usr/bin/env bash
# How fast is the whole augment job, in images a second, and as a share of bare decoding?
#
#   integration-tests/bench/bench.sh FOLDER [RECIPE] [CORES]
#
# FOLDER   photos, one folder a class (make-photos.sh makes one)
# RECIPE   a name from conf/recipes or a file; cutmix unless given
# CORES    all unless given
#
# EMULSION_MEMORY  heap; 4g unless given     BENCH_ROUNDS   3 unless given
# BENCH_SCRATCH    where the shards go, removed at the end; a new temporary folder unless given
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd -P)
if [ $# -lt 1 ]; then
  sed -n '2,12s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
folder=$(cd "$1" && pwd -P)
recipe=${2:-cutmix}
[ -f "$recipe" ] || recipe=$root/conf/recipes/$recipe.yaml
[ -f "$recipe" ] || { echo "there is no recipe $recipe" >&2; exit 2; }
cores=${3:-$(getconf _NPROCESSORS_ONLN)}
scratch=$(mktemp -d "${BENCH_SCRATCH:-${TMPDIR:-/tmp}}/emulsion-bench.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

(cd "$root" && mvn -q -B -ntp -pl integration-tests -am test-compile)
launcher=$root/spark-jobs/target/launcher
classes=$launcher:$root/integration-tests/target/test-classes
classes=$classes:$root/spark-jobs/target/classes:$root/augment-udfs/target/classes
"${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$launcher/jvm.args" "-Xmx${EMULSION_MEMORY:-4g}" -XX:+UseParallelGC \
  -cp "$classes:$(cat "$launcher/classpath")" dev.emulsion.bench.Throughput \
  "$recipe" "$folder" "$scratch" "$cores" "${BENCH_ROUNDS:-3}"
