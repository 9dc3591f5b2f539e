#!/usr/bin/env python3
"""Decodes every image of a folder to RGB with Pillow, and does nothing else. Usage: decode.py FOLDER PROCESSES"""
import sys
import time
from multiprocessing import Pool
from pathlib import Path

from PIL import Image


def decode(file):
    Image.open(file).convert("RGB")


def main(folder, processes):
    files = sorted(Path(folder).glob("*/*"))
    with Pool(int(processes)) as pool:
        start = time.perf_counter()
        for _ in pool.imap_unordered(decode, files, chunksize=64):
            pass
        seconds = time.perf_counter() - start
        pool.close()
        pool.join()
    print(f"images={len(files)} seconds={seconds:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
