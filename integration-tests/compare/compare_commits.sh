#!/usr/bin/env bash
# Runs the shipped recipes at COMMIT and in this working tree on the same images, and compares the
# rows column by column. A refactoring must leave every pixel, label, pair and plan as it was.
#
#   integration-tests/compare/compare_commits.sh COMMIT [RECIPE ...]
#
# COMPARE_IMAGES  folder of class folders to augment; by default the quickstart's images
# COMPARE_DIR     where runs and the checkout of COMMIT are kept; by default a temporary folder.
#                 Runs that are there already are not repeated.
# COMPARE_RENAMES columns and fields that have another name now, such as "sample_id=row_id plan.variant=index"
#
# Needs a Python 3 with PyArrow (COMPARE_PYTHON, by default python3).
set -euo pipefail

[ $# -ge 1 ] || { sed -n '2,13p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd -P)
new=$(cd "$here/../.." && pwd -P)
commit=$1
shift
work=${COMPARE_DIR:-$(mktemp -d)}
python=${COMPARE_PYTHON:-python3}
mkdir -p "$work"
old=$work/old
if [ ! -d "$old" ]; then
  git clone -q --shared --no-checkout "$new" "$old"
  git -C "$old" checkout -q "$commit"
fi
images=${COMPARE_IMAGES:-$new/conf/quickstart/images}
if [ $# -gt 0 ]; then
  recipes=("$@")
else
  recipes=()
  for file in "$new"/conf/recipes/*.yaml; do
    name=$(basename "$file" .yaml)
    case $name in quickstart*) ;; *) recipes+=("$name") ;; esac
  done
fi

# One set of generated images and fractals serves both sides.
inputs=$work/inputs
if [ ! -d "$inputs" ]; then
  mkdir -p "$inputs"
  (cd "$inputs" && "$new/emulsion" quickstart diffusemix >&2)
  mv "$inputs"/quickstart-diffusemix/* "$inputs"/
fi
generated=$(find "$inputs" -maxdepth 1 -name '*stand-ins*' -o -maxdepth 1 -name '*placeholder*' | head -n 1)

# run ROOT OUT RECIPE: the recipe's key for the set of images has had another name.
run() {
  local root=$1 out=$2 name=$3 file=$1/conf/recipes/$3.yaml
  local more=()
  # the second is where earlier versions have it
  if [ -f "$out.emulsion/manifest.json" ] || [ -f "$out/_emulsion/manifest.json" ]; then
    return 0
  fi
  ! grep -q '^generated:' "$file" || more+=(--set "generated.path=$generated")
  ! grep -q '^mixing-set:' "$file" || more+=(--set "mixing-set.path=$inputs/fractals")
  ! grep -q '^fractals:' "$file" || more+=(--set "fractals.path=$inputs/fractals")
  "$root/emulsion" augment --recipe "$file" --input "$images" --output "$out" "${more[@]}" >&2
}

status=0
for name in "${recipes[@]}"; do
  run "$old" "$work/runs/old/$name" "$name"
  run "$new" "$work/runs/new/$name" "$name"
  "$python" "$here/compare_runs.py" "$work/runs/old/$name" "$work/runs/new/$name" \
    ${COMPARE_RENAMES:-} || status=1
done
exit $status
