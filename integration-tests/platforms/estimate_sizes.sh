#!/usr/bin/env bash
# The estimate that the sizes of conf/platforms/variables.ini are taken from.
#
#   integration-tests/platforms/estimate_sizes.sh SCRATCH [IMAGES]
#
# SCRATCH   where to make a folder of IMAGES (default: 1000000) hard links to 48 images of 500×375
# IMAGES    a multiple of 1000, of at most 3 million
#
# EMULSION_PYTHON   a Python with Pillow; default: python3

set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd -P)
scratch=${1:?name a folder to make the images in}
images=${2:-1000000}

"${EMULSION_PYTHON:-python3}" - "$root/conf/quickstart/images" "$scratch" "$images" <<'PYTHON'
import os, pathlib, sys
from PIL import Image

sources, scratch, images = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
(scratch / "resized").mkdir(parents=True)
resized = []
for source in sorted(sources.glob("*/*.jpg")):
    resized.append(scratch / "resized" / source.name)
    Image.open(source).convert("RGB").resize((500, 375), Image.BICUBIC).save(resized[-1], quality=99)
for label in range(1000):
    folder = scratch / "images" / f"class-{label:03}"
    folder.mkdir(parents=True)
    for index in range(images // 1000):
        os.link(resized[(label + index) % len(resized)], folder / f"{index}.jpg")
PYTHON

"$root/emulsion" estimate --recipe cutmix --input "$scratch/images" --cores 4
