#!/usr/bin/env bash
# Writes the quickstart images in every profile and reads them back with every available Python reader.
#
#   integration-tests/readers/read_back.sh [--strict] [DIRECTORY [NAME...]]
#
# EMULSION_PYTHON   the Python to read with; default: python3
# --strict          a reader that is not installed is an error
# DIRECTORY         where to write; default: a temporary directory. Existing outputs are not rewritten
# NAME              of the outputs to write, such as raw and hub-hf; default: all
#
# run.sh installs the readers first.

set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd -P)
strict=()
if [ "${1:-}" = --strict ]; then
  strict=(--strict)
  shift
fi
out=${1:-$(mktemp -d)}
shift || true
names=" $* "
mkdir -p "$out"

cat >"$out/recipe.yaml" <<'RECIPE'
seed: 3
epochs: 2
transform:
  - random-resized-crop: {size: [40, 48]}
  - horizontal-flip
mix: {cutmix: {}, p: 0.8}
labels: {smoothing: 0.1}
RECIPE

write() {
  local name=$1 setting
  local -a settings=()
  shift
  if [ -n "${names// /}" ] && [[ $names != *" $name "* ]]; then
    return
  fi
  for setting in "$@"; do
    settings+=(--set "output.$setting")
  done
  "$root/emulsion" augment --recipe "$out/recipe.yaml" --input "$root/conf/quickstart/images" \
    --output "$out/$name" "${settings[@]}" >"$out/$name.log" 2>&1 || {
    cat "$out/$name.log" >&2
    exit 1
  }
  echo "written: $name"
}

write raw profile=raw
write raw-float16 profile=raw dtype=float16 layout=hwc footer=sidecar
write hf profile=hf quality=90 subsampling=4:4:4
write hf-png profile=hf encoding=png footer=sidecar
write arrow profile=arrow
write webdataset profile=webdataset quality=80
write webdataset-webp profile=webdataset encoding=webp
write hub-hf profile=hf quality=90 subsampling=4:4:4 layout=hub license=cc-by-4.0
write hub-webdataset profile=webdataset quality=80 layout=hub

exec "${EMULSION_PYTHON:-python3}" "$root/integration-tests/readers/read_back.py" "${strict[@]}" "$out"
