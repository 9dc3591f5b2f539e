"""Writes pillow-QUALITY-BANDS.jpg, the files that EncodingCodecTest expects.

Made with Pillow 12.3.0 on libjpeg-turbo 3.1.4.1: python3 make.py
"""

from PIL import Image


def waves(bands):
    return bytes(
        (row * row * (band + 3) + column * 5 + row * column // 4) % 256
        for row in range(37)
        for column in range(53)
        for band in range(bands)
    )


for quality, subsampling, bands in [(95, "4:2:0", 3), (90, "4:4:4", 3), (30, "4:2:2", 3), (80, None, 1)]:
    picture = Image.frombytes("RGB" if bands == 3 else "L", (53, 37), waves(bands))
    sampling = {"subsampling": subsampling} if subsampling else {}
    picture.save(f"pillow-{quality}-{bands}.jpg", quality=quality, **sampling)
