#!/usr/bin/env python3
"""Times the operations of OperationBenchmark in Pillow on one core, next to the JMH results.

Needs Pillow and NumPy (python3-pil, python3-numpy). Usage: pillow.py [jmh-result.json]
"""
import json
import sys
import time

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

USUAL_SIZE = "224x224"
FILL = (124, 116, 104)
ROUNDS = 500
SECONDS = 0.002


def image_for(name):
    """The image for an operation; a size other than the usual one precedes its name, height first."""
    height, width = (name if name[0].isdigit() else USUAL_SIZE).split()[0].split("x")
    row, column, channel = np.indices((int(height), int(width), 3))
    samples = 40 * channel + row // 2 + column // 3 + (row * 7 + column * 13) % 11
    return Image.fromarray(samples.astype(np.uint8))


def hue(image, factor):
    """As torchvision's adjust_hue does on a Pillow image."""
    h, s, v = image.convert("HSV").split()
    turned = np.array(h, dtype=np.uint8) + np.uint8(int(factor * 255) % 256)
    return Image.merge("HSV", (Image.fromarray(turned, "L"), s, v)).convert("RGB")


def jitter(image):
    image = ImageEnhance.Brightness(image).enhance(1.17)
    image = ImageEnhance.Contrast(image).enhance(0.83)
    return ImageEnhance.Color(image).enhance(1.21)


def rotated(filter):
    return lambda i: i.rotate(27, filter, fillcolor=FILL)


def warped(*matrix):
    return lambda i: i.transform(i.size, Image.AFFINE, matrix, Image.BICUBIC, fillcolor=FILL)


OPERATIONS = {
    "375x500 resize: {size: [224, 224]}": lambda i: i.resize((224, 224), Image.BICUBIC),
    "300x250 resize: {size: [224, 224]}": lambda i: i.resize((224, 224), Image.BICUBIC),
    "375x500 resize: {size: [224, 224], filter: bilinear}":
        lambda i: i.resize((224, 224), Image.BILINEAR),
    # half of the area as a square has a side of 306; its position does not matter
    "375x500 random-resized-crop: {size: 224, scale: [0.5, 0.5], ratio: [1, 1]}":
        lambda i: i.crop((97, 34, 403, 340)).resize((224, 224), Image.BICUBIC),
    "375x500 center-crop: {size: 224}": lambda i: i.crop((138, 76, 362, 300)),
    "horizontal-flip: {p: 1}": ImageOps.mirror,
    "vertical-flip: {p: 1}": ImageOps.flip,
    "rotation: {degrees: [27, 27]}": rotated(Image.BICUBIC),
    "rotation: {degrees: [27, 27], filter: bilinear}": rotated(Image.BILINEAR),
    "rotation: {degrees: [27, 27], filter: nearest}": rotated(Image.NEAREST),
    "shear-x: {shear: [0.2, 0.2]}": warped(1, 0.2, 0, 0, 1, 0),
    "translate-x: {by: [0.2, 0.2]}": warped(1, 0, 44.8, 0, 1, 0),
    "brightness: {factor: 0.83}": lambda i: ImageEnhance.Brightness(i).enhance(0.83),
    "contrast: {factor: 0.83}": lambda i: ImageEnhance.Contrast(i).enhance(0.83),
    "color: {factor: 0.83}": lambda i: ImageEnhance.Color(i).enhance(0.83),
    "color: {factor: 1.2}": lambda i: ImageEnhance.Color(i).enhance(1.2),
    "sharpness: {factor: 1.37, p: 1}": lambda i: ImageEnhance.Sharpness(i).enhance(1.37),
    "hue: {factor: 0.05}": lambda i: hue(i, 0.05),
    "color-jitter: {brightness: 0.4, contrast: 0.4, saturation: 0.4}": jitter,
    "color-jitter: {brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1}":
        lambda i: hue(jitter(i), 0.05),
    "grayscale: {}": lambda i: i.convert("L").convert("RGB"),
    "invert: {p: 1}": ImageOps.invert,
    "posterize: {bits: 3, p: 1}": lambda i: ImageOps.posterize(i, 3),
    "solarize: {p: 1}": ImageOps.solarize,
    "equalize: {p: 1}": ImageOps.equalize,
    "auto-contrast: {p: 1}": ImageOps.autocontrast,
    "gaussian-blur: {sigma: 1}": lambda i: i.filter(ImageFilter.GaussianBlur(1)),
    "gaussian-blur: {sigma: 2}": lambda i: i.filter(ImageFilter.GaussianBlur(2)),
    "box-blur: {radius: 2}": lambda i: i.filter(ImageFilter.BoxBlur(2)),
}


def microseconds(operation, image):
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        calls = 0
        while calls == 0 or time.perf_counter() - start < SECONDS:
            operation(image)
            calls += 1
        best = min(best, (time.perf_counter() - start) / calls)
    return 1e6 * best


def main():
    ours = {}
    allocated = {}
    if len(sys.argv) > 1:
        with open(sys.argv[1]) as results:
            for result in json.load(results):
                name = result.get("params", {}).get("operation")
                if name is None:
                    continue  # another benchmark
                # the best iteration, as below: other load on the machine can only slow it down
                iterations = result["primaryMetric"]["rawData"]
                ours[name] = min(min(fork) for fork in iterations)
                garbage = result["secondaryMetrics"].get("gc.alloc.rate.norm")
                allocated[name] = garbage["score"] / 1000 if garbage else None
    print("| operation | Pillow, µs | Emulsion, µs | speedup | allocated, kB |")
    print("|---|---:|---:|---:|---:|")
    for name, operation in OPERATIONS.items():
        theirs = microseconds(operation, image_for(name))
        own, garbage = ours.get(name), allocated.get(name)
        columns = f"{own:.0f} | {theirs / own:.1f}" if own else "|"
        print(f"| `{name}` | {theirs:.0f} | {columns} | {garbage:.0f} |" if garbage else
              f"| `{name}` | {theirs:.0f} | {columns} | |")


if __name__ == "__main__":
    main()
