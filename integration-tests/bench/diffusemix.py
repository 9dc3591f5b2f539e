#!/usr/bin/env python3
"""Times DiffuseMix and PixMix in Pillow and NumPy, on one core, beside JMH's results of BlendBenchmark.

Written from the formulas, with the steps that the authors' code takes: Pillow resizes with its usual filter,
NumPy joins with a seam in floating point, and lays the fractal over in float32. A second table says what
reading a JPEG and writing a PNG add.

Needs Pillow and NumPy (python3-pil, python3-numpy). Usage: diffusemix.py [jmh-result.json ...]
Several results are runs of the same benchmark; the best of all counts, as it does here.
"""
import io
import json
import sys
import time

import numpy as np
from PIL import Image

SIZE = (256, 256)
SEAM = 20
ALPHA = 0.2
ROUNDS = 300


def picture(height, width):
    """The picture of BlendBenchmark."""
    row, column, band = np.indices((height, width, 3))
    samples = 40 * band + row // 2 + column // 3 + (row * 7 + column * 13) % 11
    return Image.fromarray(samples.astype(np.uint8))


def join(first, second, columns):
    """Both pictures as floats from 0 to 1, weighted by a mask that rises in the seam."""
    length = first.width if columns else first.height
    weights = np.zeros(length)
    start = length // 2 - SEAM // 2
    weights[start:start + SEAM] = np.linspace(0, 1, SEAM)
    weights[start + SEAM:] = 1
    mask = weights[None, :, None] if columns else weights[:, None, None]
    a = np.asarray(first, dtype=np.float32) / np.float32(255)
    b = np.asarray(second, dtype=np.float32) / np.float32(255)
    mixed = ((1 - mask) * a + mask * b) * 255
    return Image.fromarray(np.clip(mixed, 0, 255).astype(np.uint8))


def overlay(hybrid, fractal):
    under = np.asarray(hybrid, dtype=np.float32)
    over = np.asarray(fractal, dtype=np.float32)
    mixed = np.float32(1 - ALPHA) * under + np.float32(ALPHA) * over
    return Image.fromarray(np.clip(mixed, 0, 255).astype(np.uint8))


def mirrored(image):
    return image.transpose(Image.FLIP_LEFT_RIGHT)


def diffuse_mix(photo, generated, fractal, columns):
    return overlay(join(photo.resize(SIZE), generated.resize(SIZE), columns), fractal)


def pix_mix(mixings):
    photo, fractal = picture(224, 224), picture(256, 256).transpose(Image.FLIP_TOP_BOTTOM)
    a, b = np.float32(0.8), np.float32(0.3)

    def run():
        mixed = np.asarray(photo, dtype=np.float32) / np.float32(255)
        over = np.asarray(fractal.crop((16, 16, 240, 240)), dtype=np.float32) / np.float32(255)
        for mixing in mixings:
            if mixing == "add":
                joined = (a * (mixed * 2 - 1) + b * (over * 2 - 1) + 1) / 2
            else:
                joined = (mixed * 2) ** a * np.maximum(over * 2, np.float32(1e-37)) ** b / 2
            mixed = np.clip(joined, 0, 1)
        return Image.fromarray((mixed * np.float32(255) + np.float32(0.5)).astype(np.uint8))

    return run


def work():
    """What BlendBenchmark does, under the same names."""
    fractal = picture(*SIZE)
    all_of_it = {}
    for side in (512, 256):
        for split in ("horizontal", "vertical"):
            all_of_it[f"diffusemix {side} {split}"] = (
                lambda photo=picture(375, 500), generated=mirrored(picture(side, side)), split=split:
                diffuse_mix(photo, generated, fractal, split == "horizontal"))
    for split in ("horizontal", "vertical"):
        all_of_it[f"joined 256 {split}"] = (
            lambda photo=picture(*SIZE), generated=mirrored(picture(*SIZE)), split=split:
            diffuse_mix(photo, generated, fractal, split == "horizontal"))
    for mixings in ("add", "multiply", "add multiply", "multiply multiply"):
        all_of_it[f"pixmix {mixings}"] = pix_mix(mixings.split())
    return all_of_it


def with_files():
    """The whole of a picture: photo and generated picture are JPEG in memory, the result is a PNG."""
    def jpeg(image):
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=90)
        return buffer.getvalue()

    def opened(data):
        return Image.open(io.BytesIO(data)).convert("RGB")

    photo, generated, fractal = jpeg(picture(375, 500)), jpeg(picture(512, 512)), picture(*SIZE)
    mixed = diffuse_mix(opened(photo), opened(generated), fractal, True)

    def decode():
        return opened(photo), opened(generated)

    return {
        "arithmetic": lambda images=decode(): diffuse_mix(*images, fractal, True),
        "with decoding": lambda: diffuse_mix(*decode(), fractal, True),
        "with decoding and PNG": lambda: diffuse_mix(*decode(), fractal, True).save(io.BytesIO(), "PNG"),
        "PNG alone": lambda: mixed.save(io.BytesIO(), "PNG"),
    }


def microseconds(operation):
    """The least CPU time of a call: other work on the machine only ever slows it down."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        operation()
        best = min(best, time.process_time_ns() - start)
    return best / 1000


def ours(files):
    best = {}
    for file in files:
        with open(file) as results:
            for result in json.load(results):
                name = result.get("params", {}).get("work")
                if name is None:
                    continue  # of another benchmark
                iterations = min(min(fork) for fork in result["primaryMetric"]["rawData"])
                best[name] = min(iterations, best.get(name, iterations))
    return best


def main():
    java = ours(sys.argv[1:])
    print("| work | Pillow and NumPy, µs | images/s | Emulsion, µs | images/s | times as fast |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, operation in work().items():
        theirs = microseconds(operation)
        own = java.get(name)
        columns = f"{own:.0f} | {1e6 / own:.0f} | {theirs / own:.1f}" if own else "| |"
        print(f"| `{name}` | {theirs:.0f} | {1e6 / theirs:.0f} | {columns} |")
    print("\n| DiffuseMix in Python, generated 512×512 | µs | images/s |\n|---|---:|---:|")
    for name, operation in with_files().items():
        theirs = microseconds(operation)
        print(f"| {name} | {theirs:.0f} | {1e6 / theirs:.0f} |")


if __name__ == "__main__":
    main()
