"""Makes the families center, trivial_augment and aug_mix again, from Pillow and torchvision.

    python3 -m venv venv && venv/bin/pip install torch torchvision pillow numpy
    venv/bin/python augment-udfs/src/test/resources/golden/make_torchvision_cases.py

The expected pictures are what those libraries answer; each manifest names their versions. torchvision's
random draws are replaced by listed ones, which the manifest records as `draws`. torchvision's AugMix turns
a Pillow image into a tensor first; here its operations get Pillow images nevertheless, so that they paint
what torchvision's operations paint on the images that loaders give. Weights, mixing and rounding are
torchvision's own.
"""

import hashlib
import json
import pathlib
import random

import PIL
import torch
import torchvision
from PIL import Image
from torchvision.transforms import autoaugment, functional
from torchvision.transforms.functional import InterpolationMode

HERE = pathlib.Path(__file__).resolve().parent
PILLOW = {"nearest": 0, "bilinear": 2, "bicubic": 3}


class Family:
    def __init__(self, name, about):
        self.directory = HERE / name
        (self.directory / "expected").mkdir(parents=True, exist_ok=True)
        self.name, self.about, self.cases = name, about, []

    def add(self, op, source, expected, params):
        case = f"{self.name}_{len(self.cases):03d}"
        file = f"expected/{case}.png"
        expected.save(self.directory / file)
        self.cases.append({
            "id": case, "op": op, "params": params,
            "input": described(picture(source), f"../inputs/{source}.open.png"),
            "expected": described(expected, file),
        })

    def write(self):
        head = {
            "format": "golden-1", "family": self.name, "about": self.about,
            "produced_by": {
                "script": pathlib.Path(__file__).name,
                "pillow": PIL.__version__, "torch": torch.__version__, "torchvision": torchvision.__version__,
            },
            "count": len(self.cases),
        }
        cases = ",\n".join(json.dumps(case) for case in self.cases)
        manifest = json.dumps(head)[:-1] + ', "cases": [\n' + cases + "\n]}\n"
        (self.directory / "manifest.json").write_text(manifest)


def picture(source):
    return Image.open(HERE / "inputs" / f"{source}.open.png")


def described(image, file):
    return {"file": file, "mode": image.mode, "width": image.width, "height": image.height, "sha256": digest(image)}


def digest(image):
    return hashlib.sha256(image.tobytes()).hexdigest()


def center():
    family = Family("center", "Rotations and affine maps about another point than the middle.")
    for source, points in (("photo32x24", [(0, 0), (31, 5.5)]), ("photo17x31", [(-4, 40), (8.25, 3)])):
        for point in points:
            for degrees in (0, 90, 180, 33, -71.5):
                for name, expand in (("nearest", False), ("bilinear", True), ("bicubic", degrees == 90)):
                    turned = picture(source).rotate(degrees, PILLOW[name], expand, point, None, (124, 116, 104))
                    family.add("pil.rotate", source, turned, {
                        "degrees": degrees, "filter": name, "expand": expand, "center": point,
                        "fill": [124, 116, 104]})
    for source in ("photo50x33", "gray40x30", "rgba40x28"):
        for point in ([0, 0], [12, 30.5]):
            for name in PILLOW:
                mode = InterpolationMode(name)
                turned = functional.rotate(picture(source), -25.0, mode, name == "bilinear", point)
                family.add("tv.rotate", source, turned, {
                    "degrees": -25.0, "filter": name, "expand": name == "bilinear", "center": point, "fill": 0})
                moved = functional.affine(picture(source), 24.0, [3, -2], 1.3, [10.0, -5.0], mode, None, point)
                family.add("tv.affine", source, moved, {
                    "angle": 24.0, "translate": [3, -2], "scale": 1.3, "shear": [10.0, -5.0], "filter": name,
                    "center": point, "fill": 0})
    family.write()


class Listed:
    """torch.randint with answers that `choose` gives, recorded."""

    def __init__(self, choose):
        self.choose, self.draws = choose, []

    def __call__(self, low, high=None, size=None, dtype=None):
        begin, end = (low, high) if isinstance(high, int) else (0, low)
        value = self.choose(len(self.draws), begin, end)
        self.draws.append({"draw": "torch.randint", "args": [begin, end] if begin else [end], "value": value})
        return torch.tensor([value])

    def during(self, work):
        original, torch.randint = torch.randint, self
        try:
            return work()
        finally:
            torch.randint = original


def trivial_augment():
    family = Family("trivial_augment", "TrivialAugmentWide, every operation at several bins and both signs.")
    names = list(autoaugment.TrivialAugmentWide()._augmentation_space(31))
    settings = [
        ("photo64", 31, "nearest", None, (1, 30)), ("photo50x33", 31, "bilinear", [124, 116, 104], (7, 23)),
        ("noise31x17", 10, "bicubic", [1, 2, 3], (4, 9)), ("gray40x30", 31, "nearest", None, (29,)),
        ("row7x1", 31, "bilinear", None, (11,))]
    for source, bins, name, fill, chosen in settings:
        for index in range(len(names)):
            for at, which in enumerate(chosen):
                drawn = Listed(lambda i, low, high: (index, which, (at + index) % 2)[i])
                augment = autoaugment.TrivialAugmentWide(bins, InterpolationMode(name), fill)
                changed = drawn.during(lambda: augment(picture(source)))
                family.add("tv.TrivialAugmentWide", source, changed, {
                    "num_magnitude_bins": bins, "filter": name, "fill": fill, "op": names[index],
                    "draws": drawn.draws})
    family.write()


def on_pillow(tensor, op, magnitude, interpolation, fill):
    image = functional.to_pil_image(tensor[0])
    return functional.pil_to_tensor(APPLY(image, op, magnitude, interpolation, fill))[None]


APPLY = autoaugment._apply_op


def aug_mix():
    family = Family("aug_mix", "AugMix with torchvision's weights and rounding, its operations on Pillow images.")
    autoaugment._apply_op = on_pillow
    seeds = random.Random(7)
    torch.manual_seed(7)
    for source in ("photo64", "photo50x33", "noise31x17", "gray40x30", "row7x1", "one1x1"):
        for severity, width, depth, alpha, name, fill in (
                (3, 3, -1, 1.0, "bilinear", None), (10, 3, 2, 1.0, "bicubic", None), (10, 1, 3, 0.4, "nearest", [9, 8, 7]),
                (7, 4, -1, 2.5, "bilinear", None)):
            if fill and picture(source).mode == "L":
                fill = None
            augment = autoaugment.AugMix(severity, width, depth, alpha, True, InterpolationMode(name), fill)
            drawn = Listed(lambda i, low, high: seeds.randrange(low, high))
            weights = []
            sample = augment._sample_dirichlet
            augment._sample_dirichlet = lambda params: weights.append(sample(params)) or weights[-1]
            mixed = drawn.during(lambda: augment(picture(source)))
            own, shares = weights
            family.add("tv.AugMix", source, mixed, {
                "severity": severity, "mixture_width": width, "chain_depth": depth, "alpha": alpha, "filter": name,
                "fill": fill, "own": own[0, 0].item(), "shares": shares[0].tolist(),
                "weights": (shares * own[:, 1].view(1, -1))[0].tolist(), "draws": drawn.draws})
    family.write()


center()
trivial_augment()
aug_mix()
