#!/usr/bin/env bash
# Disturbs runs of every command that writes, and checks that nothing is lost, doubled or half written.
#
#   integration-tests/faults/faults.sh [--runs N] [--seed S] [--kinds A,B] [--commands A,B]
#
# --runs      number of trials, 100 by default; trial i has seed S + i and always the same fault
# --seed      of the first trial, 1 by default
# --kinds     kill, disk-full, refused, lost-reply, read-failure, input-deleted, input-replaced, rival,
#             other-rival, sigkill, sigterm; all by default, the last two in one of 25 trials
# --commands  augment, ingest, attention, fractals, prompts; all by default
#
# Prints what went wrong, and a table for docs/verification.md. 1,000 trials take about half an hour on
# two cores. The exit code is 0 if every trial ended as it must.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd -P)
case ${1:-} in -h | --help) sed -n '2,15p' "$0"; exit ;; esac

(cd "$root" && mvn -q -B -ntp -pl integration-tests -am test-compile)
launcher=$root/spark-jobs/target/launcher
classes=$launcher:$root/integration-tests/target/test-classes:$root/augment-udfs/target/test-classes
classes=$classes:$root/spark-jobs/target/classes:$root/augment-udfs/target/classes
classpath=$root/integration-tests/target/faults.classpath
(cd "$root" && mvn -q -B -ntp -pl integration-tests dependency:build-classpath \
  -Dmdep.outputFile="$classpath" -Dmdep.includeScope=test)
cd "$root/integration-tests"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$launcher/jvm.args" "-Xmx${EMULSION_MEMORY:-3g}" -XX:+UseParallelGC \
  -cp "$classes:$(cat "$classpath")" dev.emulsion.faults.FaultRuns "$@"
