#!/usr/bin/env python3
"""Generates the images of one work list of `emulsion prompts` with InstructPix2Pix.

    pip install torch diffusers transformers accelerate pillow
    python3 instruct_pix2pix.py worklist/worker-00000-of-00004.jsonl generated/

A starting point for your own worker. It needs a GPU and downloads the model's weights, so this
project's tests run it with a mock of both; it has NOT been tested with the real model. The settings
are those of the DiffuseMix code (Islam et al., CVPR 2024): Euler ancestral scheduler, half
precision, guidance scale 4, originals of 256 x 256, the bare prompt. Unfinished images have hidden
names, and existing ones are skipped, so an interrupted worker can simply be restarted.
"""

import argparse
import json
import os
import sys

import torch
from diffusers import EulerAncestralDiscreteScheduler, StableDiffusionInstructPix2PixPipeline
from PIL import Image

MODEL = "timbrooks/instruct-pix2pix"


def load():
    pipeline = StableDiffusionInstructPix2PixPipeline.from_pretrained(
        MODEL, torch_dtype=torch.float16, safety_checker=None
    )
    pipeline.scheduler = EulerAncestralDiscreteScheduler.from_config(pipeline.scheduler.config)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to("cuda")


def generate(pipeline, row):
    original = Image.open(row["path"]).convert("RGB").resize((256, 256))
    generator = torch.Generator("cuda").manual_seed(row["seed"])
    edited = pipeline(row["prompt"], image=original, guidance_scale=4, generator=generator)
    return edited.images[0]


def save(image, target, worker):
    folder = os.path.dirname(target)
    os.makedirs(folder, exist_ok=True)
    unfinished = os.path.join(folder, f".{worker}.jpg")
    image.save(unfinished, quality=95)
    os.replace(unfinished, target)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("worklist", help="a work list written by emulsion prompts")
    parser.add_argument("output", help="the folder for generated images")
    arguments = parser.parse_args()
    pipeline = load()
    failed = 0
    with open(arguments.worklist, encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            target = os.path.join(arguments.output, row["file"])
            if os.path.exists(target) and os.path.getsize(target) > 0:
                continue
            try:
                if row["path"] is None:
                    raise OSError(f"it is part of {row['location']}; extract it to a file")
                save(generate(pipeline, row), target, os.path.basename(arguments.worklist))
            except OSError as problem:
                failed += 1
                print(f"cannot use {row['source_id']}: {problem}", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
