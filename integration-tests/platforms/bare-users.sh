#!/usr/bin/env bash
# Runs the quickstart as users of whom a machine knows little, on a host whose name does not resolve. The digests must be
# the one that ShippedDigestsIT holds, OpenCV must load in every process, and no folder may be left that is called "?",
# which is what Java takes for the home of a user without one.
#
#   number     a number without a name and without HOME; an embedded run, as ./emulsion starts it
#   homeless   the home is /, without HOME; spark-submit, with an executor in a process of its own
#   read-only  the home cannot be written; spark-submit with tasks in the driver
#
# Needs a build with its bundle, a distribution of Spark 3.5, root, and namespaces for mounts and the host's name; where
# one is missing it says so and exits 0.
#
#   integration-tests/platforms/bare-users.sh SPARK_HOME
set -euo pipefail
spark=$(cd "${1:?SPARK_HOME}" && pwd -P)
cd "$(dirname "$0")/../.."
home=$PWD

skip() {
  echo "bare-users.sh: skipped, $1"
  exit 0
}

[ "$(id -u)" -eq 0 ] || skip "only root can be another user"
[ -f spark-jobs/target/launcher/classpath ] || skip "there is no build; run ./emulsion --version first"
bundle=$(compgen -G "spark-jobs/target/emulsion-bundle-spark-3.5_2.12-*.jar" | head -n 1) ||
  skip "there is no bundle; run ./emulsion bundle first"
digest=$(sed -n 's/.*"quickstart, \([0-9a-f]*\)".*/\1/p' \
  integration-tests/src/test/java/dev/emulsion/jobs/ShippedDigestsIT.java)
if [ -z "${EMULSION_PLACE:-}" ]; then
  EMULSION_PLACE=$(mktemp -d)
  export EMULSION_PLACE
  trap 'rm -rf --one-file-system "$EMULSION_PLACE"' EXIT
  unshare --mount --uts true 2>/dev/null || skip "this machine allows no namespaces"
  unshare --mount --uts "$0" "$spark"
  exit
fi
place=$EMULSION_PLACE

# The same files at paths that every user can read. Spark's workers write to SPARK_HOME/work.
libraries=$(cat spark-jobs/target/launcher/classpath)
repository=${libraries%%/org/*}
chmod 755 "$place"
mkdir "$place"/{clone,repository,distribution,spark,read-only}
mkdir -m 1777 "$place"/{tmp,out,spark/work}
for folder in bin jars; do
  ln -s "$place/distribution/$folder" "$place/spark/$folder"
done
# shows SOURCE FOLDER makes a folder visible elsewhere, read-only.
shows() {
  mount --bind "$1" "$2" && mount -o remount,bind,ro "$2"
}
{ shows "$home" "$place/clone" && shows "$repository" "$place/repository" && shows "$spark" "$place/distribution"; } \
  2>/dev/null || skip "this machine allows no bind mounts"
{
  cat /etc/passwd
  echo "emulsion-homeless:x:54322:54322::/:/bin/sh"
  echo "emulsion-read-only:x:54323:54323::$place/read-only:/bin/sh"
} >"$place/passwd"
chmod 644 "$place/passwd"
mount --bind "$place/passwd" /etc/passwd
hostname emulsion-nowhere
! getent ahosts emulsion-nowhere >/dev/null || echo "bare-users.sh: the host's name resolves nevertheless"

java=$(readlink -f "$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java")")
# as_user NUMBER VARIABLE=VALUE... COMMAND... runs a command with nothing else in its environment.
as_user() {
  local number=$1
  shift
  (cd "$place/out" && setpriv --reuid="$number" --regid="$number" --clear-groups env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 \
    JAVA_HOME="${java%/bin/java}" JAVA_TOOL_OPTIONS="-Djava.io.tmpdir=$place/tmp" "$@")
}

# judge NAME checks the run whose log is $place/NAME.log.
judge() {
  local found codec
  found=$(sed -n 's/^digest  *//p' "$place/$1.log")
  codec=$(sed -n 's/^codec  *//p' "$place/$1.log")
  if [ "$found" != "$digest" ] || [[ $codec != native* ]] || [[ $codec = *jdk* ]]; then
    cat "$place/$1.log" >&2
    echo "bare-users.sh: $1: the digest is ${found:-missing}, not $digest; codec ${codec:-unknown}" >&2
    exit 1
  fi
  if [ -n "$(find "$place/out" "$place/spark/work" -name '[?]')" ]; then
    echo "bare-users.sh: $1: a folder called ? is left" >&2
    exit 1
  fi
  echo "bare-users.sh: $1: the digest is that of the build, $found; decoded by $codec"
}

arguments=(augment --recipe quickstart --input "$place/clone/conf/quickstart/images" --output)
options="$(sed -n '/<spark.jvm.options>/,/<\/spark.jvm.options>/p' pom.xml | sed 's/<[^>]*>//g' | tr '\n' ' ') -Xmx1g -XX:TieredStopAtLevel=1 -Djava.awt.headless=true"
inside=$(printf '%s' "$libraries" | sed "s#$repository/#$place/repository/#g; s#$home/#$place/clone/#g")
classes=$place/clone/spark-jobs/target
# shellcheck disable=SC2086  # several options in one variable
as_user 54321 EMULSION_HOME="$place/clone" "$java" $options \
  -cp "$classes/launcher:$classes/classes:$place/clone/augment-udfs/target/classes:$inside" dev.emulsion.cli.Main \
  "${arguments[@]}" "$place/out/number" >"$place/number.log" 2>&1 || true
judge number

submit=("$place/spark/bin/spark-submit" --driver-memory 700m --class dev.emulsion.cli.Main)
as_user 54322 SPARK_HOME="$place/spark" SPARK_LOCAL_IP=127.0.0.1 "${submit[@]}" --master 'local-cluster[1,1,800]' \
  --conf spark.executor.memory=800m "$place/clone/$bundle" "${arguments[@]}" "$place/out/homeless" >"$place/homeless.log" 2>&1 || true
judge homeless

as_user 54323 SPARK_HOME="$place/spark" HOME="$place/read-only" SPARK_LOCAL_HOSTNAME=localhost "${submit[@]}" \
  --master 'local[2]' "$place/clone/$bundle" "${arguments[@]}" "$place/out/read-only" >"$place/read-only.log" 2>&1 || true
judge read-only
