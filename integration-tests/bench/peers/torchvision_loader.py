#!/usr/bin/env python3
"""One epoch of a recipe with torchvision and a DataLoader: mixed per batch, written as raw bytes.

Raw bytes are less work than Parquet, in favor of this side. Usage: torchvision_loader.py FOLDER OUT RECIPE WORKERS
"""
import sys
import time

import torch
from recipes import mix, transform_of
from torch.utils.data import DataLoader
from torchvision.datasets import ImageFolder

BATCH = 128


def main(folder, out, recipe, workers):
    torch.set_num_threads(1)
    start = time.perf_counter()
    samples = ImageFolder(folder, transform_of(recipe))
    written = 0
    with open(f"{out}.images", "wb") as images_out, open(f"{out}.labels", "wb") as labels_out:
        for images, labels in DataLoader(samples, batch_size=BATCH, shuffle=True, num_workers=int(workers)):
            mixed, soft = mix(recipe, images.numpy(), labels.numpy(), len(samples.classes))
            images_out.write(mixed.tobytes())
            labels_out.write(soft.tobytes())
            written += len(mixed)
    print(f"images={written} seconds={time.perf_counter() - start:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
