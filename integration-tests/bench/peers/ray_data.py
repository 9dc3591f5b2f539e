#!/usr/bin/env python3
"""One epoch of a recipe with Ray Data and torchvision: mixed per batch, written as Parquet.

Usage: ray_data.py FOLDER OUT RECIPE CORES [LIMIT]
"""
import functools
import io
import os
import sys
import time
from pathlib import Path

import numpy as np
import ray

BATCH = 128


class Transform:
    """An actor that decodes and transforms batches of files."""

    def __init__(self, recipe, classes):
        import torch
        from recipes import transform_of

        torch.set_num_threads(1)
        self.transform = transform_of(recipe)
        self.classes = classes

    def __call__(self, batch):
        from PIL import Image

        images = [self.transform(Image.open(io.BytesIO(file)).convert("RGB")).numpy() for file in batch["bytes"]]
        labels = [self.classes[Path(path).parent.name] for path in batch["path"]]
        return {"image": np.stack(images), "label": np.array(labels)}


def mixed(recipe, classes, batch):
    from recipes import mix

    images, soft = mix(recipe, batch["image"], batch["label"], classes)
    return {"image": [image.tobytes() for image in images], "soft_label": list(soft)}


def main(folder, out, recipe, cores, limit="0"):
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)  # for the workers
    ray.init(num_cpus=int(cores), include_dashboard=False, log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    start = time.perf_counter()
    classes = {name: index for index, name in enumerate(sorted(os.listdir(folder)))}
    files = sorted(str(file) for file in Path(folder).glob("*/*"))
    files = files[: int(limit) or len(files)]
    data = ray.data.read_binary_files(files, include_paths=True).random_shuffle(seed=1)
    data = data.map_batches(
        Transform, fn_constructor_args=(recipe, classes), batch_size=BATCH, concurrency=(1, int(cores)))
    data = data.map_batches(functools.partial(mixed, recipe, len(classes)), batch_size=BATCH)
    data.write_parquet(out)
    print(f"images={len(files)} seconds={time.perf_counter() - start:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
