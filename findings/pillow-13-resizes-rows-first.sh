#!/usr/bin/env bash
# Pillow 13.0.0: Image.resize changes which pass comes first. Up to 12 columns were always resized before
# rows; 13 does rows first where that is less work. The pass in between is rounded to 8 bits, so for the
# same image, size and filter the two versions give different pixels, by up to several units.
#
# Prints the largest difference for two sizes; exits with 1 if the behavior is another one.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for version in 12.0.0 13.0.0; do
  python3 -m venv "$work/$version"
  "$work/$version/bin/pip" install -q "pillow==$version"
done

cat >"$work/resize.py" <<'PYTHON'
import random
import sys

from PIL import Image, __version__

random.seed(0)
image = Image.frombytes("RGB", (128, 96), bytes(random.randrange(256) for _ in range(128 * 96 * 3)))
for width, height in ((150, 31), (50, 31)):
    direct = image.resize((width, height), Image.Resampling.BICUBIC).tobytes()
    columns = image.resize((width, 96), Image.Resampling.BICUBIC).resize((width, height), Image.Resampling.BICUBIC)
    rows = image.resize((128, height), Image.Resampling.BICUBIC).resize((width, height), Image.Resampling.BICUBIC)
    order = [name for name, other in (("columns", columns), ("rows", rows)) if direct == other.tobytes()]
    with open(f"{sys.argv[1]}/{__version__}-{width}", "wb") as out:
        out.write(direct)
    print(f"Pillow {__version__}, 128 x 96 to {width} x {height}: {order[0]} first")
PYTHON
for version in 12.0.0 13.0.0; do
  "$work/$version/bin/python" "$work/resize.py" "$work"
done

"$work/13.0.0/bin/python" - "$work" <<'PYTHON'
import sys

differences = {}
for width in (150, 50):
    old, new = (open(f"{sys.argv[1]}/{version}-{width}", "rb").read() for version in ("12.0.0", "13.0.0"))
    differences[width] = max(abs(a - b) for a, b in zip(old, new))
    print(f"largest difference between the versions at width {width}: {differences[width]}")
as_seen = differences[150] > 0 and differences[50] == 0
print("Pillow behaves as described" if as_seen else "Pillow behaves otherwise")
sys.exit(not as_seen)
PYTHON
