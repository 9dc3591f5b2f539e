#!/usr/bin/env bash
# Makes a folder of real images for benchmarks, from Debian's wallpaper packages.
#
#   integration-tests/bench/make-images.sh FOLDER [COUNT]
#
# Downloads about 180 MB with apt-get (Debian or Ubuntu; nothing is installed) and cuts the JPEG
# images in them into COUNT (default 4000) crops of 375×500, as dev.emulsion.bench.CutImages says.
set -euo pipefail

if [ $# -lt 1 ]; then
  echo "usage: $0 FOLDER [COUNT]" >&2
  exit 2
fi
folder=$1
count=${2:-4000}
here=$(cd "$(dirname "$0")" && pwd)
packages="plasma-workspace-wallpapers mate-backgrounds lomiri-wallpapers-16.04
  lomiri-wallpapers-20.04 lxqt-themes"

if [ -n "$(ls -A "$folder" 2>/dev/null)" ]; then
  echo "$folder is not empty; name a new folder" >&2
  exit 2
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$folder" "$scratch/debs" "$scratch/files"

(cd "$scratch/debs" && for package in $packages; do apt-get -qq download "$package" 2>"$scratch/apt.log" ||
  { cat "$scratch/apt.log" >&2; exit 1; }; done)
for deb in "$scratch"/debs/*.deb; do
  dpkg -x "$deb" "$scratch/files"
done
java -Djava.awt.headless=true "$here/../src/test/java/dev/emulsion/bench/CutImages.java" \
  "$folder" "$count" "$scratch/files"
