#!/usr/bin/env bash
# Makes a folder of real images for benchmarks, one folder per class, from Debian's wallpaper packages.
#
#   integration-tests/bench/make-photos.sh FOLDER [COUNT [CLASSES]]
#
# FOLDER    to be made, or empty
# COUNT     of images, default 6000
# CLASSES   number of class folders, default 100
#
# Downloads about 180 MB with apt-get (Debian or Ubuntu; nothing is installed) and cuts the JPEG
# images in them into COUNT crops of 500×375 (width × height), as dev.emulsion.bench.CutImages says.
# Equal packages and arguments give equal files. BENCH_DEBS names a folder in which the packages are
# kept for the next time.
set -euo pipefail

if [ $# -lt 1 ]; then
  sed -n '2,13s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
folder=$1
count=${2:-6000}
classes=${3:-100}
here=$(cd "$(dirname "$0")" && pwd)
packages="plasma-workspace-wallpapers mate-backgrounds lomiri-wallpapers-16.04
  lomiri-wallpapers-20.04 lxqt-themes"

if [ -n "$(ls -A "$folder" 2>/dev/null)" ]; then
  echo "$folder is not empty; name a new folder" >&2
  exit 2
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
debs=${BENCH_DEBS:-$scratch/debs}
mkdir -p "$folder" "$debs" "$scratch/files"

(cd "$debs" && for package in $packages; do
  [ -n "$(ls "$package"_* 2>/dev/null)" ] || apt-get -qq download "$package" 2>"$scratch/apt.log" ||
    { cat "$scratch/apt.log" >&2; exit 1; }
done)
for deb in "$debs"/*.deb; do
  dpkg -x "$deb" "$scratch/files"
done
java -Djava.awt.headless=true "$here/../src/test/java/dev/emulsion/bench/CutImages.java" \
  "$folder" "$count" "$classes" "$scratch/files"
