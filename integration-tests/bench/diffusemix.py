#!/usr/bin/env python3
"""Times DiffuseMix and PixMix in Pillow and NumPy on one core, next to the JMH results of BlendBenchmark.

Written from the formulas, with the steps of the authors' code: Pillow resizes with its default filter, NumPy
joins with a seam in floating point, and blends the fractal in float32. A second table gives the cost of
reading a JPEG and writing a PNG.

Needs Pillow and NumPy (python3-pil, python3-numpy). Usage: diffusemix.py [jmh-result.json ...]
Several result files are runs of the same benchmark, of which the best counts.
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


def image(height, width):
    """The image of BlendBenchmark."""
    row, column, channel = np.indices((height, width, 3))
    samples = 40 * channel + row // 2 + column // 3 + (row * 7 + column * 13) % 11
    return Image.fromarray(samples.astype(np.uint8))


def join(first, second, columns):
    """Both images as floats in [0, 1], weighted by a mask that rises within the seam."""
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


def mirrored(original):
    return original.transpose(Image.FLIP_LEFT_RIGHT)


def diffuse_mix(original, generated, fractal, columns):
    return overlay(join(original.resize(SIZE), generated.resize(SIZE), columns), fractal)


def pix_mix(mixings):
    original, fractal = image(224, 224), image(256, 256).transpose(Image.FLIP_TOP_BOTTOM)
    a, b = np.float32(0.8), np.float32(0.3)

    def run():
        mixed = np.asarray(original, dtype=np.float32) / np.float32(255)
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
    """The work of BlendBenchmark, under the same names."""
    fractal = image(*SIZE)
    all_of_it = {}
    for side in (512, 256):
        for split in ("horizontal", "vertical"):
            all_of_it[f"diffusemix {side} {split}"] = (
                lambda original=image(375, 500), generated=mirrored(image(side, side)), split=split:
                diffuse_mix(original, generated, fractal, split == "horizontal"))
    for split in ("horizontal", "vertical"):
        all_of_it[f"joined 256 {split}"] = (
            lambda original=image(*SIZE), generated=mirrored(image(*SIZE)), split=split:
            diffuse_mix(original, generated, fractal, split == "horizontal"))
    for mixings in ("add", "multiply", "add multiply", "multiply multiply"):
        all_of_it[f"pixmix {mixings}"] = pix_mix(mixings.split())
    return all_of_it


def with_files():
    """The whole work per image: both inputs are JPEG in memory, the result is a PNG."""
    def jpeg(pixels):
        buffer = io.BytesIO()
        pixels.save(buffer, "JPEG", quality=90)
        return buffer.getvalue()

    def opened(data):
        return Image.open(io.BytesIO(data)).convert("RGB")

    original, generated, fractal = jpeg(image(375, 500)), jpeg(image(512, 512)), image(*SIZE)
    mixed = diffuse_mix(opened(original), opened(generated), fractal, True)

    def decode():
        return opened(original), opened(generated)

    return {
        "arithmetic": lambda images=decode(): diffuse_mix(*images, fractal, True),
        "with decoding": lambda: diffuse_mix(*decode(), fractal, True),
        "with decoding and PNG": lambda: diffuse_mix(*decode(), fractal, True).save(io.BytesIO(), "PNG"),
        "PNG alone": lambda: mixed.save(io.BytesIO(), "PNG"),
    }


def microseconds(operation):
    """Minimum CPU time of a call: other load on the machine can only slow it down."""
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
                    continue  # another benchmark
                iterations = min(min(fork) for fork in result["primaryMetric"]["rawData"])
                best[name] = min(iterations, best.get(name, iterations))
    return best


def main():
    java = ours(sys.argv[1:])
    print("| work | Pillow and NumPy, µs | images/s | Emulsion, µs | images/s | speedup |")
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
