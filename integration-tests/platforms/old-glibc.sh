#!/usr/bin/env bash
# Runs the quickstart with the native codec in a Debian 11 root (glibc 2.31, older than that of any
# EMR 7 or Rocky Linux 9), and compares the digest with that of this machine. Needs a build, root
# and debootstrap; where one is missing it says so and exits 0.
#
#   integration-tests/platforms/old-glibc.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
home=$PWD
mirror=http://deb.debian.org/debian

skip() {
  echo "old-glibc.sh: skipped, $1"
  exit 0
}

[ "$(id -u)" -eq 0 ] || skip "only root can make another root"
[ "$(uname -m)" = x86_64 ] || [ "$(uname -m)" = aarch64 ] || skip "no native libraries for $(uname -m)"
[ -f spark-jobs/target/launcher/classpath ] || skip "there is no build; run ./emulsion --version first"
command -v debootstrap >/dev/null ||
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends debootstrap >/dev/null 2>&1 ||
  skip "debootstrap cannot be installed"

place=$(mktemp -d)
root=$place/root
cleanup() {
  for folder in repository home proc ""; do
    ! mountpoint -q "$root/$folder" || umount "$root/$folder"
  done
  rm -rf --one-file-system "$place"
}
trap cleanup EXIT

debootstrap --variant=minbase --include=openjdk-17-jre-headless bullseye "$root" "$mirror" \
  >"$place/debootstrap.log" 2>&1 || skip "debootstrap fails: $(tail -n 1 "$place/debootstrap.log")"

# The same files at paths of their own, read-only.
libraries=$(cat spark-jobs/target/launcher/classpath)
repository=${libraries%%/org/*}
mkdir -p "$root/home" "$root/repository"
mount --bind "$root" "$root" 2>/dev/null || skip "this machine allows no bind mounts" # Java wants a mount for /
mount --bind "$home" "$root/home"
mount -o remount,bind,ro "$root/home"
mount --bind "$repository" "$root/repository"
mount -o remount,bind,ro "$root/repository"
mount -t proc proc "$root/proc"
inside=$(printf '%s' "$libraries" | sed "s#$repository/#/repository/#g; s#$home/#/home/#g")
classes=spark-jobs/target/launcher:spark-jobs/target/classes:augment-udfs/target/classes

digest() {
  sed -n 's/^digest  *//p' "$1"
}

options="$(sed -n '/<spark.jvm.options>/,/<\/spark.jvm.options>/p' pom.xml | sed 's/<[^>]*>//g' | tr '\n' ' ') -Xmx1g -XX:TieredStopAtLevel=1 -Djava.awt.headless=true"
arguments="augment --recipe quickstart --set decode.codec=native"

# shellcheck disable=SC2086  # several options in one variable
java $options -cp "$classes:$libraries" dev.emulsion.cli.Main $arguments \
  --input conf/quickstart/images --output "$place/here" >"$place/here.log"
# shellcheck disable=SC2086
chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 SPARK_LOCAL_HOSTNAME=localhost \
  EMULSION_HOME=/home java $options \
  -cp "/home/spark-jobs/target/launcher:/home/spark-jobs/target/classes:/home/augment-udfs/target/classes:$inside" \
  dev.emulsion.cli.Main $arguments --input /home/conf/quickstart/images --output /tmp/there \
  >"$place/there.log"

chroot "$root" ldd --version | head -n 1
sed -n '/^codec/p' "$place/there.log"
if [ -z "$(digest "$place/here.log")" ] || [ "$(digest "$place/here.log")" != "$(digest "$place/there.log")" ]; then
  echo "old-glibc.sh: the digests differ: $(digest "$place/here.log") here, $(digest "$place/there.log") on Debian 11" >&2
  exit 1
fi
echo "old-glibc.sh: the native codec loads on glibc 2.31, and the digest is the same: $(digest "$place/here.log")"
