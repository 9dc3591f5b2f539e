#!/usr/bin/env bash
# Runs the quickstart by spark-submit of later versions of Spark and Java than those of the build, with the bundle
# of their line, in a Debian 13 root, which has Java 21 and 25. The digests must be the one that
# ShippedDigestsIT holds. CI does not run it. Needs the bundle, root, debootstrap, and pip; where one is missing it
# says so and exits with 1.
#
#   EMULSION_MAVEN_OPTS=-Pspark-4.0_2.13 ./emulsion bundle
#   integration-tests/platforms/later-java.sh [SPARK:JAVA ...]
#
# SPARK:JAVA  4.0.1:21, 4.2.0:21 and 4.2.0:25 by default. Spark up to 4.1 brings a Hadoop that cannot ask Java 25 who
#             the user is. 3.5.5:21 needs the bundle of the first line, which ./emulsion bundle builds.
#
# The root (0.8 GB) and the distributions are kept in target/later-java.
set -euo pipefail
cd "$(dirname "$0")/../.."
home=$PWD
place=$home/target/later-java
root=$place/root
mirror=http://deb.debian.org/debian

fail() {
  echo "later-java.sh: $1" >&2
  exit 1
}

[ "$(id -u)" -eq 0 ] || fail "only root can make another root"
digest=$(sed -n 's/.*"quickstart, \([0-9a-f]*\)".*/\1/p' \
  integration-tests/src/test/java/dev/emulsion/jobs/ShippedDigestsIT.java)
[ "${#digest}" -eq 32 ] || fail "ShippedDigestsIT has no digest of the quickstart"
[ $# -gt 0 ] || set -- 4.0.1:21 4.2.0:21 4.2.0:25

if [ ! -e "$place/installed" ]; then
  command -v debootstrap >/dev/null ||
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends debootstrap >/dev/null ||
    fail "debootstrap cannot be installed"
  rm -rf --one-file-system "$root"
  mkdir -p "$place"
  debootstrap --variant=minbase --include=openjdk-21-jre-headless,openjdk-25-jre-headless trixie "$root" "$mirror" \
    >"$place/debootstrap.log" 2>&1 || fail "debootstrap fails, see $place/debootstrap.log"
  touch "$place/installed"
fi

cleanup() {
  for folder in emulsion spark proc ""; do
    ! mountpoint -q "$root/$folder" || umount "$root/$folder"
  done
}
trap cleanup EXIT
mkdir -p "$root/emulsion" "$root/spark"
mount --bind "$root" "$root" || fail "this machine allows no bind mounts" # Java wants a mount for /
mount -t proc proc "$root/proc"
mount --bind "$home" "$root/emulsion"
mount -o remount,bind,ro "$root/emulsion"

# bundle SPARK prints the path of the bundle for that version.
bundle() {
  local found pattern=spark-jobs/target/spark-4.0_2.13/emulsion-bundle-spark-4.0_2.13-*.jar
  [ "${1%%.*}" != 3 ] || pattern=spark-jobs/target/emulsion-bundle-spark-3.5_2.12-*.jar
  found=$(compgen -G "$pattern" | head -n 1)
  [ -n "$found" ] || fail "there is no $pattern; CONTRIBUTING.md says how to build it"
  echo "$found"
}

wrong=0
for pair in "$@"; do
  spark=${pair%:*}
  java=${pair#*:}
  jar=$(bundle "$spark")
  distribution=$place/spark-$spark
  [ -x "$distribution/pyspark/bin/spark-submit" ] ||
    python3 -m pip install -q --no-deps --target "$distribution" "pyspark==$spark" || fail "pip cannot install Spark $spark"
  mount --bind "$distribution/pyspark" "$root/spark"
  out=/tmp/out-$spark-$java
  rm -rf "$root$out" "$root$out.emulsion"
  log=$place/spark-$spark-java-$java.log
  chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 SPARK_HOME=/spark SPARK_LOCAL_HOSTNAME=localhost \
    JAVA_HOME="/usr/lib/jvm/$(basename "$root/usr/lib/jvm/java-$java-openjdk-"*)" \
    /spark/bin/spark-submit --master 'local[2]' --driver-memory 1g --class dev.emulsion.cli.Main "/emulsion/$jar" \
    augment --recipe quickstart --input /emulsion/conf/quickstart/images --output "$out" >"$log" 2>&1 || true
  found=$(sed -n 's/^digest  *//p' "$log")
  umount "$root/spark"
  if [ "$found" = "$digest" ]; then
    echo "Spark $spark on Java $java: the digest is that of the build, $found; $(sed -n 's/^codec  */decoded by /p' "$log")"
  else
    echo "Spark $spark on Java $java: the digest is ${found:-missing}, not $digest; see $log" >&2
    wrong=1
  fi
done
exit $wrong
