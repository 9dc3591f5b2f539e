"""Makes the family pixmix again, from Pillow and NumPy.

    python3 augment-udfs/src/test/resources/golden/make_pixmix_cases.py

PixMix as the paper (arXiv 2112.05135) and its authors' code define it, written from the formulas: Pillow
changes and resizes, NumPy mixes in float32. The draws are NumPy's, recorded in the order in which ours are
asked for. A power is the float32 nearest to that of doubles; NumPy's own power of float32, which depends on
its version and the processor, may be another one, and the script checks that no level moves by more than 1.
The last step, floats to the nearest of 256 levels, is Emulsion's.
"""

import hashlib
import json
import pathlib

import numpy as np
import PIL
from PIL import Image, ImageEnhance, ImageOps

HERE = pathlib.Path(__file__).resolve().parent
FAMILY = HERE / "pixmix"
ONE = np.float32(1)


class Recorded:
    """NumPy's draws, and a list of them."""

    def __init__(self, seed):
        self.random, self.draws = np.random.RandomState(seed), []

    def note(self, draw, args, value):
        self.draws.append({"draw": draw, "args": args, "value": value})
        return value

    def below(self, end):
        return self.note("np.random.randint", [end], int(self.random.randint(end)))

    def share(self):
        return self.note("np.random.rand", [], float(self.random.rand()))

    def between(self, low, high):
        return self.note("np.random.uniform", [low, high], float(self.random.uniform(low, high)))

    def beta(self, a, b):
        return np.float32(self.note("np.random.beta", [a, b], float(self.random.beta(a, b))))


def moved(image, *matrix):
    return image.transform(image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR)


def changed(image, names, severity, draws, used):
    name = names[draws.below(len(names))]
    used.add(name)
    if name == "autocontrast":
        return ImageOps.autocontrast(image)
    if name == "equalize":
        return ImageOps.equalize(image)
    level = draws.between(0.1, severity)
    if name == "posterize":
        return ImageOps.posterize(image, 4 - int(level * 4 / 10))
    if name == "solarize":
        return ImageOps.solarize(image, 256 - int(level * 256 / 10))
    if name in ("Color", "Contrast", "Brightness", "Sharpness"):
        return getattr(ImageEnhance, name)(image).enhance(level * 1.8 / 10 + 0.1)
    sign = -1 if draws.share() > 0.5 else 1
    if name == "rotate":
        return image.rotate(sign * int(level * 30 / 10), Image.Resampling.BILINEAR)
    if name == "shear_x":
        return moved(image, 1, sign * (level * 0.3 / 10), 0, 0, 1, 0)
    if name == "shear_y":
        return moved(image, 1, 0, 0, sign * (level * 0.3 / 10), 1, 0)
    if name == "translate_x":
        return moved(image, 1, 0, sign * int(level * (image.width / 3) / 10), 0, 1, 0)
    assert name == "translate_y"
    return moved(image, 1, 0, 0, 0, 1, sign * int(level * (image.height / 3) / 10))


USUAL = ["autocontrast", "equalize", "posterize", "rotate", "solarize", "shear_x", "shear_y", "translate_x",
         "translate_y"]
ALL = USUAL + ["Color", "Contrast", "Brightness", "Sharpness"]


def floats(image):
    return np.asarray(image, dtype=np.float32) / np.float32(255)


def weights(beta, draws):
    if draws.share() < 0.5:
        return draws.beta(beta, 1), draws.beta(1, beta)
    return ONE + draws.beta(1, beta), -draws.beta(1, beta)


def nearest_power(x, exponent):
    return np.power(x.astype(np.float64), np.float64(exponent)).astype(np.float32)


def add(m, p, a, b, power):
    return ((a * (m * 2 - 1) + b * (p * 2 - 1)) + 1) / 2


def multiply(m, p, a, b, power):
    return (power(m * 2, a) * power(np.maximum(p * 2, np.float32(1e-37)), b)) / 2


def fitted(picture, side, size):
    """Resized to a short side of `side`, or to cover `size` (width, height) if that takes more."""
    width, height = picture.size
    short = min(width, height)
    new = [side if width == short else int(side * width / height), side if height == short else int(side * height / width)]
    if new[0] < size[0] or new[1] < size[1]:
        if size[1] * width >= size[0] * height:
            new = [size[1] * width // height, size[1]]
        else:
            new = [size[0], size[0] * height // width]
    return picture.resize(tuple(new), Image.Resampling.BILINEAR)


def levels(mixed):
    return np.floor(mixed * np.float32(255) + np.float32(0.5)).astype(np.uint8)


def pixmix(photo, picture, k, beta, severity, names, side, draws, used):
    picture = fitted(picture, side, photo.size)
    top = draws.below(picture.height - photo.height + 1)
    left = draws.below(picture.width - photo.width + 1)
    picture = picture.crop((left, top, left + photo.width, top + photo.height))
    base = changed(photo, names, severity, draws, used) if draws.share() < 0.5 else photo
    mixed = other = floats(base)
    rounds = draws.below(k + 1)
    for _ in range(rounds):
        over = changed(photo, names, severity, draws, used) if draws.share() < 0.5 else picture
        mixing = (add, multiply)[draws.below(2)]
        a, b = weights(beta, draws)
        mixed = np.clip(mixing(mixed, floats(over), a, b, nearest_power), 0, 1)
        other = np.clip(mixing(other, floats(over), a, b, np.power), 0, 1)
        used.add(mixing.__name__)
        assert mixed.dtype == other.dtype == np.float32
    used.add(rounds)
    ours, theirs = levels(mixed), levels(other)
    distance = np.abs(ours.astype(int) - theirs)
    assert distance.max() <= 1
    return ours, int(distance.sum())


def source(name):
    return Image.open(HERE / "inputs" / f"{name}.open.png")


def described(image, file):
    digest = hashlib.sha256(image.tobytes()).hexdigest()
    return {"file": file, "mode": image.mode, "width": image.width, "height": image.height, "sha256": digest}


def main():
    (FAMILY / "expected").mkdir(parents=True, exist_ok=True)
    pairs = [
        ("photo64", "photo256x192"), ("photo50x33", "photo17x31"), ("photo17x31", "photo64"),
        ("noise31x17", "noise5x4"), ("photo32x24", "noise64"), ("gray40x30", "graynoise13x11"),
        ("row7x1", "photo32x24"), ("col1x6", "photo50x33"), ("one1x1", "photo64"), ("noise64", "one1x1")]
    settings = [(4, 4, 1, USUAL, 64), (4, 3, 3, ALL, 40), (6, 1, 10, ALL, 256), (2, 0.5, 5, USUAL, 1)]
    cases, used, moved_levels, samples = [], set(), 0, 0
    for at, (photo, picture) in enumerate(pairs):
        for k, beta, severity, names, side in settings:
            for again in range(2):
                draws = Recorded(1000 * at + 10 * k + again)
                result, distance = pixmix(
                    source(photo), source(picture), k, beta, severity, names, side, draws, used)
                moved_levels, samples = moved_levels + distance, samples + result.size
                expected = Image.fromarray(result)
                case = f"pixmix_{len(cases):03d}"
                expected.save(FAMILY / "expected" / f"{case}.png")
                cases.append({
                    "id": case, "op": "pixmix",
                    "params": {"k": k, "beta": beta, "severity": severity, "all_ops": names is ALL, "picture_size": side,
                               "picture": described(source(picture), f"../inputs/{picture}.open.png"),
                               "draws": draws.draws},
                    "input": described(source(photo), f"../inputs/{photo}.open.png"),
                    "expected": described(expected, f"expected/{case}.png")})
    assert used == {*ALL, "add", "multiply", *range(7)}, used
    head = {
        "format": "golden-1", "family": "pixmix",
        "about": "PixMix by its formulas, rounded to 8 bits. Equality is exact.",
        "produced_by": {"script": pathlib.Path(__file__).name, "pillow": PIL.__version__, "numpy": np.__version__},
        "float32_power": f"{moved_levels} of {samples} samples are 1 level off with NumPy's power of float32",
        "count": len(cases)}
    lines = ",\n".join(json.dumps(case) for case in cases)
    (FAMILY / "manifest.json").write_text(json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n]}\n")


main()
