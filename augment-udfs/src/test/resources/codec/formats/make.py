"""Writes one small file for each variant of a format, and what Pillow reads from it, to variants.tsv.

Run with Pillow 13.0.0:  python make.py
Pillow 12.0.0 gives the same pixels, except that it misreads RLE of 4 bits with runs of odd length.
A line of variants.tsv: file, format and variant, height, width, SHA-256 of Image.open(file).convert("RGB").tobytes();
the last three are empty where Pillow does not read the file. All pixels are drawn by formula.
"""

import hashlib
import io
import os
import struct
import zlib

from PIL import Image

H, W = 5, 7
HERE = os.path.dirname(os.path.abspath(__file__))
LINES = []


def noise(n, seed, top=256):
    state, out = seed * 2654435761 % 2**32, []
    for _ in range(n):
        state = (1664525 * state + 1013904223) % 2**32
        out.append((state >> 16) % top)
    return out


def add(name, variant, data):
    with open(os.path.join(HERE, name), "wb") as file:
        file.write(data)
    try:
        rgb = Image.open(io.BytesIO(data)).convert("RGB")
        pixels = f"{rgb.height}\t{rgb.width}\t{hashlib.sha256(rgb.tobytes()).hexdigest()}"
    except Exception:
        pixels = "\t\t"
    LINES.append(f"{name}\t{variant}\t{pixels}\n")


def save(name, variant, image, fmt, **options):
    file = io.BytesIO()
    image.save(file, fmt, **options)
    add(name, variant, file.getvalue())


rgb = bytes(noise(3 * H * W, 1))
rgba = bytes(noise(4 * H * W, 2))
gray = bytes(noise(H * W, 3))
deep = noise(H * W, 4, 65536)
RGB = Image.frombytes("RGB", (W, H), rgb)
RGBA = Image.frombytes("RGBA", (W, H), rgba)
CMYK = Image.frombytes("CMYK", (W, H), rgba)
L = Image.frombytes("L", (W, H), gray)
LA = Image.merge("LA", [L, L.transpose(Image.Transpose.ROTATE_180)])
P = RGB.quantize(20)
ONE = L.convert("1")
I16 = Image.frombytes("I;16", (W, H), struct.pack(f"<{H * W}H", *deep))
TURNED = RGB.transpose(Image.Transpose.ROTATE_180)
EXIF = Image.Exif()
EXIF[274] = 6

# JPEG
save("gray.jpg", "JPEG: gray", L, "JPEG")
save("420.jpg", "JPEG: color, 4:2:0", RGB, "JPEG")
save("444.jpg", "JPEG: color, 4:4:4", RGB, "JPEG", subsampling=0)
save("progressive.jpg", "JPEG: progressive", RGB, "JPEG", progressive=True)
save("cmyk.jpg", "JPEG: CMYK", CMYK, "JPEG")
save("exif.jpg", "JPEG: EXIF orientation (ignored)", RGB, "JPEG", exif=EXIF)
b = io.BytesIO()
RGB.save(b, "JPEG")
add("arithmetic.jpg", "JPEG: arithmetic-coded, lossless or 12 bits", b.getvalue().replace(b"\xff\xc0", b"\xff\xc9"))

# PNG
save("1.png", "PNG: 1, 2 or 4 bits", ONE, "PNG")
save("gray.png", "PNG: gray", L, "PNG")
save("rgb.png", "PNG: color", RGB, "PNG")
save("palette.png", "PNG: palette", P, "PNG")
save("alpha.png", "PNG: alpha (dropped)", RGBA, "PNG")
save("grayalpha.png", "PNG: alpha (dropped)", LA, "PNG")
save("gray16.png", "PNG: 16 bits", I16, "PNG")
save("animated.png", "PNG: animated (default image)", RGB, "PNG", save_all=True, append_images=[TURNED])

# WebP
save("lossless.webp", "WebP: lossless", RGB, "WEBP", lossless=True)
save("lossy.webp", "WebP: lossy", RGB, "WEBP")
save("alpha.webp", "WebP: alpha (dropped)", RGBA, "WEBP", lossless=True, exact=True)
save("animated.webp", "WebP: animated (first frame)", RGB, "WEBP", save_all=True, append_images=[TURNED], lossless=True)
save("animatedalpha.webp", "WebP: animated (first frame)", RGBA, "WEBP", save_all=True, append_images=[RGB])


# BMP
def bmp(bits, rows, header=40, compression=0, colors=0, palette=b"", masks=b"", data=None, top=False):
    if header == 12:
        info = struct.pack("<IHHHH", 12, W, H, 1, bits)
    else:
        height = -H if top else H
        info = struct.pack("<IiiHHIIiiII", header, W, height, 1, bits, compression, 0, 2835, 2835, colors, 0)
        info += (masks + bytes(200))[: header - 40]
    after = info + (masks if header == 40 else b"") + palette
    if data is None:
        data = b"".join(r + bytes(-len(r) % 4) for r in (rows if top else rows[::-1]))
    return b"BM" + struct.pack("<IHHI", 14 + len(after) + len(data), 0, 0, 14 + len(after)) + after + data


def rows(data):
    step = len(data) // H
    return [data[i * step : (i + 1) * step] for i in range(H)]


def colors(n, size, seed):
    return bytes(noise(n * size, seed))


add("1.bmp", "BMP: 1, 4 or 8 bits with a palette", bmp(1, rows(bytes(noise(H, 5))), palette=colors(2, 4, 6)))
add("4.bmp", "BMP: 1, 4 or 8 bits with a palette", bmp(4, rows(bytes(noise(4 * H, 7))), palette=colors(16, 4, 8)))
add("8.bmp", "BMP: 1, 4 or 8 bits with a palette", bmp(8, rows(gray), palette=colors(256, 4, 9)))
add("few.bmp", "BMP: 1, 4 or 8 bits with a palette", bmp(8, rows(gray), colors=20, palette=colors(20, 4, 9)))
save("gray.bmp", "BMP: 1, 4 or 8 bits with a palette", L, "BMP")
add("15.bmp", "BMP: 16 bits, 5-5-5 or 5-6-5", bmp(16, rows(rgba[: 2 * H * W])))
masks = struct.pack("<3I", 0xF800, 0x7E0, 0x1F)
add("16.bmp", "BMP: 16 bits, 5-5-5 or 5-6-5", bmp(16, rows(rgba[: 2 * H * W]), compression=3, masks=masks))
add("24.bmp", "BMP: 24 bits", bmp(24, rows(rgb)))
add("top.bmp", "BMP: rows from the top", bmp(24, rows(rgb), top=True))
add("32.bmp", "BMP: 32 bits, alpha dropped", bmp(32, rows(rgba)))
save("rgba.bmp", "BMP: 32 bits, alpha dropped", RGBA, "BMP")
masks = struct.pack("<4I", 0xFF, 0xFF00, 0xFF0000, 0xFF000000)
add("v5.bmp", "BMP: 32 bits, alpha dropped", bmp(32, rows(rgba), header=124, compression=3, masks=masks))
add("os2.bmp", "BMP: OS/2", bmp(8, rows(gray), header=12, palette=colors(256, 3, 10)))
runs = b"".join(bytes([3, i, 0, 4, i + 1, i + 2, i + 3, i + 4, 0, 0]) for i in range(H)) + b"\0\1"
add("rle8.bmp", "BMP: RLE", bmp(8, None, compression=1, palette=colors(256, 4, 11), data=runs))
runs = b"\0\2\3\1" + b"".join(bytes([3, 18 * i, 0, 4, 0x12, 0x34, 0, 0]) for i in range(H)) + b"\0\1"
add("rle4.bmp", "BMP: RLE", bmp(4, None, compression=2, palette=colors(16, 4, 12), data=runs))
masks = struct.pack("<3I", 0xF00, 0xF0, 0xF)
add("444.bmp", "BMP: other masks, JPEG or PNG inside", bmp(16, rows(rgba[: 2 * H * W]), compression=3, masks=masks))


# GIF
def lzw(values, bits):
    clear, state, filled, out, count = 1 << bits, 0, 0, bytearray(), 0
    codes = [clear]
    for value in values:
        codes.append(value)
        count += 1
        if count == clear - 2:  # before codes grow
            codes.append(clear)
            count = 0
    for code in codes + [clear + 1]:
        state |= code << filled
        filled += bits + 1
        while filled >= 8:
            out.append(state & 255)
            state >>= 8
            filled -= 8
    out.append(state & 255)
    return bytes([bits, len(out)]) + bytes(out) + b"\0"


def gif(box, screen=(W, H), palette=b"", local=b"", transparent=None, interlaced=False, top=8, more=b""):
    def flags(p):
        return 0x80 | (len(p) // 3).bit_length() - 2 if p else 0

    x, y, w, h = box
    out = b"GIF89a" + struct.pack("<HHBBB", *screen, flags(palette), 5, 0) + palette
    if transparent is not None:
        out += b"!\xf9\4" + bytes([1, 0, 0, transparent]) + b"\0"
    frame = b"," + struct.pack("<HHHHB", x, y, w, h, flags(local) | (64 if interlaced else 0)) + local
    return out + frame + lzw(noise(w * h, 13, top), 3) + more + b";"


whole = (0, 0, W, H)
eight = colors(8, 3, 14)
save("p.gif", "GIF: still", P, "GIF")
save("gray.gif", "GIF: still", L, "GIF")
add("nopalette.gif", "GIF: still", gif(whole))
add("short.gif", "GIF: still", gif(whole, palette=eight[:12]))
add("local.gif", "GIF: palette of the frame", gif(whole, palette=eight, local=colors(8, 3, 15)))
add("interlaced.gif", "GIF: interlaced", gif(whole, palette=eight, interlaced=True))
add("offset.gif", "GIF: frame smaller or larger than the screen", gif((2, 1, 4, 3), palette=eight))
add("beyond.gif", "GIF: frame smaller or larger than the screen", gif((2, 1, 7, 5), palette=eight))
add("transparent.gif", "GIF: transparency (dropped)", gif((2, 1, 4, 3), palette=eight, transparent=6))
save("animated.gif", "GIF: animated (first frame)", RGB, "GIF", save_all=True, append_images=[TURNED])


# PBM, PGM, PPM
def text(values):
    return " ".join(map(str, values)).encode()


bits = noise(H * W, 16, 2)
add("p1.pbm", "PBM: plain or raw", b"P1\n# bits\n7 5\n" + "".join(map(str, bits)).encode())
add("p4.pbm", "PBM: plain or raw", b"P4\n7 5\n" + bytes(noise(H, 17)))
add("p2.pgm", "PGM: plain or raw, up to 255", b"P2\n7 5 255\n" + text(gray))
add("p5.pgm", "PGM: plain or raw, up to 255", b"P5\n7 # width\n5\n255\n" + gray)
add("p2of100.pgm", "PGM: plain or raw, up to 255", b"P2 7 5 100\n" + text(noise(H * W, 18, 101)))
add("p5of6.pgm", "PGM: plain or raw, up to 255", b"P5 7 5 6\n" + bytes(noise(H * W, 19, 7)))
add("p5of1023.pgm", "PGM: above 255", b"P5 7 5 1023\n" + struct.pack(f">{H * W}H", *noise(H * W, 20, 1024)))
add("p5of65535.pgm", "PGM: above 255", b"P5 7 5 65535\n" + struct.pack(f">{H * W}H", *deep))
add("p3.ppm", "PPM: plain or raw, up to 255", b"P3 7 5 255\n" + text(rgb))
add("p6.ppm", "PPM: plain or raw, up to 255", b"P6 7 5 255\n" + rgb)
wide = noise(3 * H * W, 21, 65536)
add("p6of65535.ppm", "PPM: above 255", b"P6 7 5 65535\n" + struct.pack(f">{3 * H * W}H", *wide))
add("p7.pam", "PAM, PFM", b"P7\nWIDTH 7\nHEIGHT 5\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n" + rgb)


# TIFF
def tiff(data, order="<", **tags):
    fields = {256: (3, [W]), 257: (3, [H]), 258: (3, [8]), 259: (3, [1]), 262: (3, [1]), 273: (4, [0]), 277: (3, [1])}
    fields.update({278: (3, [H]), 279: (4, [len(data)])})
    fields.update({int(key[1:]): value for key, value in tags.items()})
    fields = {tag: value for tag, value in fields.items() if value}
    kinds = {1: "B", 3: "H", 4: "I"}
    start = 8 + 2 + 12 * len(fields) + 4
    sizes = {t: struct.calcsize("<" + kinds[k] * len(v)) for t, (k, v) in fields.items()}
    first = start + sum(size for size in sizes.values() if size > 4)
    for tag in (273, 324):
        if tag in fields:
            fields[tag] = (4, [first + at for at in fields[tag][1]])
    entries, outside = b"", b""
    for tag in sorted(fields):
        kind, values = fields[tag]
        raw = struct.pack(order + kinds[kind] * len(values), *values)
        if len(raw) > 4:
            outside += raw
            raw = struct.pack(order + "I", start + len(outside) - len(raw))
        entries += struct.pack(order + "HHI", tag, kind, len(values)) + raw.ljust(4, b"\0")
    magic = b"II*\0" if order == "<" else b"MM\0*"
    head = magic + struct.pack(order + "IH", 8, len(fields))
    return head + entries + bytes(4) + outside + data


color = {"t258": (3, [8, 8, 8]), "t262": (3, [2]), "t277": (3, [3])}
for bits_, seed in ((1, 22), (2, 23), (4, 24)):
    packed = bytes(noise(H * ((W * bits_ + 7) // 8), seed))
    add(f"{bits_}.tif", "TIFF: gray, 1 to 8 bits", tiff(packed, t258=(3, [bits_])))
    add(f"{bits_}white.tif", "TIFF: gray, 1 to 8 bits", tiff(packed, ">", t258=(3, [bits_]), t262=(3, [0])))
save("gray.tif", "TIFF: gray, 1 to 8 bits", L, "TIFF")
add("palette4.tif", "TIFF: palette", tiff(packed, t258=(3, [4]), t262=(3, [3]), t320=(3, noise(48, 25, 65536))))
save("palette.tif", "TIFF: palette", P, "TIFF")
save("rgb.tif", "TIFF: color", RGB, "TIFF")
add("big.tif", "TIFF: color", tiff(rgb, ">", **color))
save("rgba.tif", "TIFF: alpha (dropped)", RGBA, "TIFF")
save("la.tif", "TIFF: alpha (dropped)", LA, "TIFF")
four = {"t258": (3, [8] * 4), "t262": (3, [2]), "t277": (3, [4])}
add("premultiplied.tif", "TIFF: alpha (dropped)", tiff(rgba, **four, t338=(3, [1])))
save("cmyk.tif", "TIFF: CMYK", CMYK, "TIFF")
save("gray16.tif", "TIFF: 16 bits", I16, "TIFF")
add("gray16big.tif", "TIFF: 16 bits", tiff(struct.pack(f">{H * W}H", *deep), ">", t258=(3, [16])))
wide_le = struct.pack(f"<{3 * H * W}H", *wide)
add("rgb16.tif", "TIFF: 16 bits", tiff(wide_le, **{**color, "t258": (3, [16] * 3)}))
planes = rgb[0::3] + rgb[1::3] + rgb[2::3]
offsets = {"t273": (4, [0, 35, 70]), "t279": (4, [35, 35, 35])}
add("planes.tif", "TIFF: planes", tiff(planes, **color, t284=(3, [2]), **offsets))
strips = {"t278": (3, [2]), "t273": (4, [0, 42, 84]), "t279": (4, [42, 42, 21])}
add("strips.tif", "TIFF: strips", tiff(rgb, **color, **strips))
tile = b"".join(row + bytes(noise(27, 26)) for row in rows(rgb)) + bytes(noise(48 * 11, 27))
tiles = {"t273": None, "t279": None, "t278": None, "t322": (3, [16]), "t323": (3, [16])}
add("tiles.tif", "TIFF: tiles", tiff(tile, **color, **tiles, t324=(4, [0]), t325=(4, [len(tile)])))
save("lzw.tif", "TIFF: LZW, Deflate or PackBits", RGB, "TIFF", compression="tiff_lzw")
save("deflate.tif", "TIFF: LZW, Deflate or PackBits", RGB, "TIFF", compression="tiff_adobe_deflate")
save("packbits.tif", "TIFF: LZW, Deflate or PackBits", RGB, "TIFF", compression="packbits")
save("predictor.tif", "TIFF: horizontal predictor", RGB, "TIFF", compression="tiff_lzw", tiffinfo={317: 2})
save("predictor16.tif", "TIFF: horizontal predictor", I16, "TIFF", compression="tiff_lzw", tiffinfo={317: 2})
save("turned.tif", "TIFF: orientation (applied)", RGB, "TIFF", tiffinfo={274: 6})
save("pages.tif", "TIFF: several pages (the first)", RGB, "TIFF", save_all=True, append_images=[L])
save("jpeg.tif", "TIFF: JPEG inside", RGB, "TIFF", compression="jpeg")
save("fax.tif", "TIFF: fax", ONE, "TIFF", compression="group4")
save("zstd.tif", "TIFF: LZMA, Zstandard or WebP inside", RGB, "TIFF", compression="zstd")
save("float.tif", "TIFF: 32 bits, fractions or signed values", L.convert("F"), "TIFF")
save("lab.tif", "TIFF: Lab, YCbCr", RGB.convert("LAB"), "TIFF")
save("bigtiff.tif", "TIFF: BigTIFF", RGB, "TIFF", big_tiff=True)

# others
save("x.avif", "AVIF", RGB, "AVIF")
save("x.jp2", "JPEG 2000", RGB, "JPEG2000")
add("x.heic", "HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
add("x.jxl", "JPEG XL", b"\xff\x0a\xfa\x1f\x41\x91")
save("x.ico", "ICO", RGB, "ICO")
add("x.psd", "PSD", b"8BPS\0\1" + bytes(20))
add("x.svg", "SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>")

with open(os.path.join(HERE, "variants.tsv"), "w") as file:
    file.writelines(LINES)
