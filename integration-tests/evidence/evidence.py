"""Does training on Emulsion's shards do what the papers say, and what the same recipe does online? Started by
evidence.sh, which says how."""

import argparse
import gzip
import json
import os
import shlex
import statistics
import subprocess
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
import torch
from PIL import Image, ImageFilter, ImageOps
from timm.data import Mixup
from torch.nn import functional

from network import BATCH, measure, train

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "target/evidence"
CLASSES = ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle-boot"]

# What each arm changes in flips-and-crops.yaml.
ARMS = {
    "plain": {"transform": [], "epochs": 1},  # all passes are the same
    "flips-crops": {},
    "mixup": {"mix": {"mixup": {"alpha": 0.8}}},
    "cutmix": {"mix": {"cutmix": {"alpha": 1.0}}},
    "mixup-cutmix": {"mix": {"choose": [{"mixup": {"alpha": 0.8}}, {"cutmix": {"alpha": 1.0}}]}},
    "saliencymix": {"mix": {"saliencymix": {"alpha": 1.0}}},
    "diffusemix": {
        "generated": {"per-sample": 1, "originals": "include", "reject": {"rule": "none"}},
        "transform": [
            {"diffusemix": {"size": 28, "seam-width": 4}},
            {"grayscale": {}},
            {"random-crop": {"size": 28, "padding": 2}},
            {"horizontal-flip": {}},
        ],
    },
}

# The same recipes in timm's words; None is without mixing.
ONLINE = {
    "flips-crops": None,
    "mixup": {"mixup_alpha": 0.8, "cutmix_alpha": 0.0},
    "cutmix": {"mixup_alpha": 0.0, "cutmix_alpha": 1.0},
    "mixup-cutmix": {"mixup_alpha": 0.8, "cutmix_alpha": 1.0, "switch_prob": 0.5},
}


def fashion_mnist(part, shape):
    kind, dims = ("images-idx3", (-1, 28, 28)) if shape == "images" else ("labels-idx1", (-1,))
    with gzip.open(Path(os.environ["FASHION_MNIST"]) / f"{part}-{kind}-ubyte.gz") as file:
        return np.frombuffer(file.read(), np.uint8, offset=4 * (len(dims) + 1)).reshape(dims)


def training_set(per_class):
    """The first images of each class, and their classes."""
    images, classes = fashion_mnist("train", "images"), fashion_mnist("train", "labels")
    chosen = np.concatenate([np.flatnonzero(classes == c)[:per_class] for c in range(10)])
    return images[chosen], classes[chosen]


# What Emulsion reads.


def write_images(folder, per_class):
    """One folder per class, named so that class c of Fashion-MNIST is class c here."""
    images, classes = training_set(per_class)
    for number, (image, c) in enumerate(zip(images, classes)):
        file = folder / f"{c}-{CLASSES[c]}" / f"{number:05d}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(file)


# Filters instead of a diffusion model. They change texture and tone and keep the shape.
STAND_INS = {
    "stand-in contour": lambda image: image.filter(ImageFilter.CONTOUR),
    "stand-in emboss": lambda image: image.filter(ImageFilter.EMBOSS),
    "stand-in posterize": lambda image: ImageOps.posterize(image, 2),
    "stand-in mosaic": lambda image: image.resize((7, 7), Image.Resampling.BOX).resize((28, 28), Image.Resampling.NEAREST),
}


def write_stand_ins(images, folder):
    for file in images.glob("*/*.png"):
        to = folder / file.parent.name
        to.mkdir(parents=True, exist_ok=True)
        with Image.open(file) as image:
            for prompt, changed in STAND_INS.items():
                changed(image).save(to / f"{file.name}_generated_{prompt}_0.png")


def emulsion(*arguments):
    subprocess.run([*shlex.split(os.environ["EMULSION"]), *map(str, arguments)], check=True)


def shards(arm, options, folder):
    """Runs the recipe of an arm, unless its shards are there already: the passes of all seeds, one after the other."""
    out = folder / arm
    if not out.with_name(out.name + ".emulsion").joinpath("manifest.json").exists():
        changes = {"epochs": options.seeds * passes(arm, options), **ARMS[arm]}
        more = []
        if "generated" in changes:
            if not (folder / "fractals").exists():
                emulsion("fractals", "--count", 100, "--size", 64, "--output", folder / "fractals")
            more = ["--generated", folder / "generated", "--mixing-set", folder / "fractals"]
        for key, value in changes.items():
            more += ["--set", f"{key}={json.dumps(value)}"]
        recipe = HERE / "flips-and-crops.yaml"
        emulsion("augment", "--recipe", recipe, "--input", folder / "images", "--output", out, *more)
    return out


def passes(arm, options):
    """How many passes a network gets: half as many where originals are included, so that a pass has twice the rows."""
    return options.epochs // 2 if "generated" in ARMS[arm] else options.epochs


def read_epochs(out, first, count):
    """Images and soft labels of one epoch after the other; gray, so that one of the three channels will do."""
    epochs = len(list(out.glob("epoch=*")))
    for epoch in range(first, first + count):
        table = parquet.read_table(out / f"epoch={epoch % epochs}", columns=["image", "soft_label"])
        images = np.frombuffer(b"".join(table["image"].to_pylist()), np.uint8).reshape(-1, 3, 28, 28)
        yield torch.from_numpy(images[:, :1].copy()), torch.tensor(table["soft_label"].to_pylist())


# The same online.


def flip_and_crop(images, random):
    padded = np.pad(images, ((0, 0), (2, 2), (2, 2)))
    rows, columns = random.integers(0, 5, (2, len(images)))
    cropped = np.stack([padded[i, r : r + 28, c : c + 28] for i, (r, c) in enumerate(zip(rows, columns))])
    flipped = random.random(len(images)) < 0.5
    cropped[flipped] = cropped[flipped, :, ::-1]
    return cropped


def online_epochs(options, seed):
    images, classes = training_set(options.images)
    random = np.random.default_rng(seed)
    for _ in range(options.epochs):
        yield torch.from_numpy(flip_and_crop(images, random))[:, None], torch.from_numpy(classes).long()


def timm_batches(arm, seed):
    """timm's Mixup, which draws from NumPy's global state; one λ for each image, as in Emulsion."""
    if ONLINE[arm] is None:
        return lambda x, y: (x, functional.one_hot(y, 10).float())
    np.random.seed(seed)
    mixup = Mixup(**ONLINE[arm], mode="elem", label_smoothing=0.0, num_classes=10)

    def mixed(x, y):
        x, y = mixup(x.float(), y)
        return x.round(), y

    return mixed


# The experiment.


def run(arm, kind, seed, options, folder):
    rows = options.epochs * options.images * 10
    if kind == "online":
        model, seconds = train(online_epochs(options, seed), seed, rows, timm_batches(arm, seed))
    else:
        count = passes(arm, options)
        model, seconds = train(read_epochs(shards(arm, options, folder), seed * count, count), seed, rows)
    images = torch.from_numpy(fashion_mnist("t10k", "images")[: options.test].copy())[:, None]
    top1, ece = measure(model, images, torch.from_numpy(fashion_mnist("t10k", "labels")[: options.test].copy()).long())
    return {"arm": arm, "kind": kind, "seed": seed, "top1": top1, "ece": ece, "seconds": seconds}


def mean_and_spread(results, key):
    values = [result[key] for result in results]
    return statistics.mean(values), statistics.stdev(values) if len(values) > 1 else 0.0


def tables(results, options):
    def of(arm, kind):
        return [r for r in results if (r["arm"], r["kind"]) == (arm, kind)]

    print("\n| arm | seeds | top-1, % | calibration error, % |\n|---|---|---|---|")
    for arm in ARMS:
        if found := of(arm, "offline"):
            cells = ["{:.2f} ± {:.2f}".format(*mean_and_spread(found, key)) for key in ("top1", "ece")]
            print(f"| {arm} | {len(found)} | {cells[0]} | {cells[1]} |")
    print("\n| arm | | offline | online | difference | spread | |\n|---|---|---|---|---|---|---|")
    for arm in ONLINE:
        offline, online = of(arm, "offline"), of(arm, "online")
        for key, name in (("top1", "top-1"), ("ece", "calibration error")) if offline and online else ():
            (ours, s), (theirs, t) = mean_and_spread(offline, key), mean_and_spread(online, key)
            spread = (s * s + t * t) ** 0.5  # of the difference of two networks
            verdict = "within" if abs(ours - theirs) <= spread else "outside"
            numbers = f"{ours:.2f} | {theirs:.2f} | {ours - theirs:+.2f} | {spread:.2f}"
            print(f"| {arm} | {name} | {numbers} | {verdict} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--images", type=int, default=100)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--test", type=int, default=10_000)
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(ARMS))
    options = parser.parse_args()
    if options.images * 10 % BATCH or options.epochs % 2:
        parser.error(f"10 × --images must be a multiple of {BATCH}, and --epochs of 2")
    torch.set_num_threads(1)

    folder = TARGET / f"{options.images}x{options.epochs}x{options.seeds}"
    if not (folder / "generated").exists():
        write_images(folder / "images", options.images)
        write_stand_ins(folder / "images", folder / "generated")
    record = folder / f"results-{options.test}.jsonl"
    results = [json.loads(line) for line in record.read_text().splitlines()] if record.exists() else []
    done = {(r["arm"], r["kind"], r["seed"]) for r in results}
    for seed in range(options.seeds):
        for arm in (a for a in ARMS if a in options.only):
            for kind in ("offline", "online") if arm in ONLINE else ("offline",):
                if (arm, kind, seed) not in done:
                    results.append(run(arm, kind, seed, options, folder))
                    with record.open("a") as file:
                        file.write(json.dumps(results[-1]) + "\n")
                    print("{arm} {kind} seed {seed}: top-1 {top1:.2f} %, ECE {ece:.2f} %, {seconds:.0f} s".format(**results[-1]), flush=True)
    tables(results, options)


if __name__ == "__main__":
    main()
