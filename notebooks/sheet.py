"""Images in rows and columns, with captions: what the notebooks show."""

import io
from pathlib import Path

import IPython.display
import numpy as np
from PIL import Image, ImageDraw, ImageFont

GAP, CAPTION = 6, 20


def pixels(row):
    """The image of a row of profile raw: of a dictionary, or of a row of Spark."""
    shape = [row[side] for side in ("channels", "height", "width")]
    return Image.fromarray(np.frombuffer(row["image"], np.uint8).reshape(shape).transpose(1, 2, 0))


def sheet(rows, side=128):
    """Shows rows of (image, caption) pairs; an image is one of Pillow, the path of one, or its encoded bytes."""
    width = max(len(row) for row in rows) * (side + GAP) + GAP
    paper = Image.new("RGB", (width, len(rows) * (side + CAPTION + GAP) + GAP), "white")
    draw, font = ImageDraw.Draw(paper), ImageFont.load_default(12)
    for r, row in enumerate(rows):
        for c, (image, caption) in enumerate(row):
            left, top = GAP + c * (side + GAP), GAP + r * (side + CAPTION + GAP)
            paper.paste(opened(image).convert("RGB").resize((side, side), Image.Resampling.BICUBIC), (left, top))
            draw.text((left, top + side + 3), caption, "#333", font)
    return shown(paper)


def shown(image):
    """The image as JPEG, which is smaller in a notebook than PNG."""
    data = io.BytesIO()
    image.convert("RGB").save(data, "JPEG", quality=88)
    return IPython.display.Image(data.getvalue())


def opened(image):
    if isinstance(image, (str, Path)):
        return Image.open(image)
    return Image.open(io.BytesIO(image)) if isinstance(image, (bytes, bytearray)) else image


def shaded(image, weights):
    """The image, darker where it matters less: ``weights`` has a row and column for each of its cells."""
    light = Image.fromarray((55 + 200 * np.asarray(weights) / np.max(weights)).astype(np.uint8))
    return Image.composite(image, Image.new("RGB", image.size), light.resize(image.size, Image.Resampling.NEAREST))
