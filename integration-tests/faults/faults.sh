#!/usr/bin/env bash
# Disturbs runs of every command that writes, and checks that nothing is lost, duplicated or half written.
#
#   integration-tests/faults/faults.sh [--runs N] [--seed S] [--kinds A,B] [--commands A,B]
#
# --runs      number of trials, 100 by default; trial i has seed S + i and always the same fault
# --seed      of the first trial, 1 by default
# --kinds     kill, disk-full, refused, lost-reply, read-failure, input-deleted, input-replaced, rival,
#             other-rival, sigkill, sigterm; all by default, the last two in one of 25 trials
# --commands  augment, ingest, attention, fractals, prompts; all by default
#
# faults.sh --cluster N S instead makes N trials on two workers of the Spark that EMULSION_DISTRIBUTIONS names (such as
# what pip install pyspark==3.5.5 brings), from which executors are lost
# and on which tasks run twice.
#
# Prints what went wrong, and a table for docs/verification.md. 1,000 trials take an hour or two on
# two cores. The exit code is 0 if every trial ended as it must.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd -P)
main=FaultRuns
case ${1:-} in
  -h | --help) sed -n '2,17p' "$0"; exit ;;
  --cluster) main=ClusterRuns; shift ;;
esac

(cd "$root" && mvn -q -B -ntp -pl integration-tests -am test-compile)
launcher=$root/spark-jobs/target/launcher
classes=$launcher:$root/integration-tests/target/test-classes:$root/augment-udfs/target/test-classes
classes=$classes:$root/spark-jobs/target/classes:$root/augment-udfs/target/classes
cd "$root/integration-tests"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$launcher/jvm.args" "-Xmx${EMULSION_MEMORY:-3g}" -XX:+UseSerialGC \
  -XX:TieredStopAtLevel=1 -cp "$classes:$(cat "$launcher/classpath")" "dev.emulsion.faults.$main" "$@"
