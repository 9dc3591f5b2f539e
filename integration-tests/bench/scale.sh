#!/usr/bin/env bash
# Measures how the parts of a run grow with its input, up to ten million samples. docs/scaling.md says what
# follows for a run of a billion.
#
#   integration-tests/bench/scale.sh SCRATCH [keys|files|executors]...
#
# SCRATCH    folder on a disk with 2 GB and a million inodes free; what is made there is kept for the next time
# keys       listing, census and ring of tables of 10,000 to 10,000,000 samples with images of a few bytes
# files      listing of a million empty files in 1,000 folders
# executors  augment --recipe cutmix on two executors with one core each and on one with two, in turns
#
# EMULSION_MEMORY  heap, default 2g        SCALE_KEYS    numbers of samples
# SCALE_FILES      number of files         SCALE_IMAGES  folder of images for executors (make-photos.sh makes one)
# SCALE_ROUNDS     turns of executors, default 3
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd -P)
if [ $# -lt 1 ]; then
  sed -n '2,13s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
mkdir -p "$1"
scratch=$(cd "$1" && pwd -P)
shift
[ $# -gt 0 ] || set -- keys files executors

# shellcheck disable=SC2086  # several options in one variable
(cd "$root" && mvn -q -B -ntp -pl integration-tests -am test-compile ${EMULSION_MAVEN_OPTS:-})
launcher=$root/spark-jobs/target/launcher
classes=$launcher:$root/integration-tests/target/test-classes
classes=$classes:$root/spark-jobs/target/classes:$root/augment-udfs/target/classes:$(cat "$launcher/classpath")

# run SYSTEM-PROPERTY... -- ARGUMENT...
run() {
  local properties=()
  while [ "$1" != -- ]; do
    properties+=("-D$1")
    shift
  done
  shift
  (cd "$root" && "${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$launcher/jvm.args" "-Xmx${EMULSION_MEMORY:-2g}" \
    -XX:+UseParallelGC "${properties[@]+"${properties[@]}"}" -cp "$classes" dev.emulsion.bench.Scale "$@")
}

# executors MASTER OUT: Spark starts the executors of local-cluster from a Spark home, of which the class path
# replaces all but the folders
executors() {
  mkdir -p "$scratch/spark/jars" "$scratch/$2"
  SPARK_HOME=$scratch/spark SPARK_SCALA_VERSION=2.12 SPARK_LOCAL_IP=127.0.0.1 \
    run "spark.master=$1" "spark.executor.extraClassPath=$classes" "spark.executor.memory=1500m" \
    -- executors "$scratch/$2" "${SCALE_IMAGES:?must name a folder of images}" 1
  rm -rf "${scratch:?}/$2"
}

for part; do
  case $part in
    # shellcheck disable=SC2086  # several numbers in one variable
    keys) run -- keys "$scratch" ${SCALE_KEYS:-10000 100000 1000000 10000000} ;;
    files) run -- files "$scratch" 1000 "${SCALE_FILES:-1000000}" ;;
    executors)
      for ((round = 1; round <= ${SCALE_ROUNDS:-3}; round++)); do
        executors "local-cluster[2,1,2048]" two
        executors "local-cluster[1,2,4096]" one
      done
      ;;
    *)
      echo "$part must be keys, files or executors" >&2
      exit 2
      ;;
  esac
done
