#!/usr/bin/env bash
# Measures the whole augment job, in images/s and as a share of bare decoding.
#
#   integration-tests/bench/bench.sh FOLDER [RECIPE...]
#
# FOLDER   images, one folder per class (make-photos.sh makes one)
# RECIPE   names from conf/recipes, or files; runs alternate among them. Default: cutmix. RECIPE@2 runs
#          2 epochs instead of 6, and RECIPE,pairing.variants=4 sets a key
#
# EMULSION_MEMORY      heap, default 4g          BENCH_ROUNDS   default 3
# EMULSION_MAVEN_OPTS  such as -Ppytorch         BENCH_CORES    default all
# BENCH_WARM_UP        passes before measuring, for the JIT compiler; default 4
# BENCH_SCRATCH        where to write shards, removed at the end; default a new temporary folder
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd -P)
if [ $# -lt 1 ]; then
  sed -n '2,14s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
folder=$(cd "$1" && pwd -P)
shift
[ $# -gt 0 ] || set -- cutmix
recipes=()
for recipe; do
  named=${recipe%@*}
  epochs=${recipe#"$named"}
  file=${named%%,*}
  settings=${named#"$file"}
  [ -f "$file" ] || file=$root/conf/recipes/$file.yaml
  [ -f "$file" ] || { echo "there is no recipe $file" >&2; exit 2; }
  recipes+=("$file$settings$epochs")
done
scratch=$(mktemp -d "${BENCH_SCRATCH:-${TMPDIR:-/tmp}}/emulsion-bench.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# shellcheck disable=SC2086  # several options in one variable
(cd "$root" && mvn -q -B -ntp -pl integration-tests -am test-compile ${EMULSION_MAVEN_OPTS:-})
launcher=$root/spark-jobs/target/launcher
classes=$launcher:$root/integration-tests/target/test-classes
classes=$classes:$root/spark-jobs/target/classes:$root/augment-udfs/target/classes
"${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$launcher/jvm.args" "-Xmx${EMULSION_MEMORY:-4g}" -XX:+UseParallelGC \
  -cp "$classes:$(cat "$launcher/classpath")" dev.emulsion.bench.Throughput \
  "$folder" "$scratch" "${BENCH_CORES:-$(getconf _NPROCESSORS_ONLN)}" \
  "${BENCH_WARM_UP:-4}" "${BENCH_ROUNDS:-3}" "${recipes[@]}"
