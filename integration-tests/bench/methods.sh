#!/usr/bin/env bash
# Measures the methods that use saliency or attention against cutmix in the same run. All at 224, with
# the transforms of the recipe cutmix, and every pair mixed by the one method.
#
#   integration-tests/bench/methods.sh FOLDER [MODEL...]
#
# FOLDER   images, one folder per class (make-photos.sh makes one)
# MODEL    ONNX or TorchScript files for images of 224, as conf/models/export_vit.py writes them;
#          every method that can use a model is also measured with each of them
#
# TorchScript needs EMULSION_MAVEN_OPTS=-Ppytorch. The other variables are those of bench.sh. The
# last column of the result is the share of CPU time beyond that of cutmix.
set -euo pipefail

if [ $# -lt 1 ]; then
  sed -n '2,13s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
here=$(cd "$(dirname "$0")" && pwd -P)
folder=$1
shift
recipes=$(mktemp -d)
trap 'rm -rf "$recipes"' EXIT

# recipe NAME MIX ATTENTION [MODEL]
recipe() {
  local file=$recipes/$1.yaml
  printf '%s\n' "transform: [{random-resized-crop: {size: 224, filter: bilinear}}, horizontal-flip]" \
    "mix: {$2}" "attention:" "  source: $3" >"$file"
  if [ $# -gt 3 ]; then
    printf '%s\n' "  model:" "    path: $(cd "$(dirname "$4")" && pwd -P)/$(basename "$4")" \
      "    sha256: $(sha256sum "$4" | cut -d " " -f 1)" "    allow-executable-model: true" >>"$file"
  fi
}

tokenmix="tokenmix: {}"
transmix="transmix: {}"
mixpro="mixpro: {trust: constant}"
recipe cutmix "cutmix: {}" area
turns=("$recipes/cutmix.yaml")
recipe saliencymix "saliencymix: {}" area
recipe saliencymix-spectral "saliencymix: {saliency: spectral-residual}" area
turns+=("$recipes/saliencymix.yaml" "$recipes/saliencymix-spectral.yaml")
for source in area saliency; do
  for method in tokenmix transmix mixpro; do
    recipe "$method-$source" "${!method}" "$source"
    turns+=("$recipes/$method-$source.yaml")
  done
done
for model; do
  for method in tokenmix transmix mixpro; do
    recipe "$method-${model##*.}" "${!method}" inline "$model"
    turns+=("$recipes/$method-${model##*.}.yaml@1")
  done
done
"$here/bench.sh" "$folder" "${turns[@]}"
