"""A residual network of 73,082 weights for gray images of 28×28, and how it is trained and measured."""

import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional

BATCH = 50
BINS = 15
MEAN, STD = 0.2860, 0.3530  # of the training images, as is usual for this data set


class Block(nn.Module):
    """Two convolutions and a shortcut; halves the image."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.path = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, 2, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs),
        )  # fmt: skip
        self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, 2, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return functional.relu(self.path(x) + self.shortcut(x))


def network():
    layers = nn.Sequential(
        nn.Conv2d(1, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
        Block(16, 32), Block(32, 64), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
    )  # fmt: skip
    return layers.to(memory_format=torch.channels_last)


def as_input(images):
    """N×1×28×28 uint8 → normalized float32."""
    return ((images.float() / 255 - MEAN) / STD).contiguous(memory_format=torch.channels_last)


def train(epochs, seed, rows, augment=None):
    """Trains for as many passes as ``epochs`` has, each a pair of images (uint8) and soft labels.

    The order of the rows is drawn here; ``augment`` changes a batch. AdamW with one cycle of the rate.
    """
    torch.manual_seed(seed)
    order = np.random.default_rng(seed)
    model = network().train()
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=5e-3, total_steps=rows // BATCH)
    start = time.monotonic()
    for images, labels in epochs:
        for batch in np.array_split(order.permutation(len(images)), len(images) // BATCH):
            x, y = images[batch], labels[batch]
            if augment:
                x, y = augment(x, y)
            loss = functional.cross_entropy(model(as_input(x)), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval(), time.monotonic() - start


@torch.no_grad()
def measure(model, images, classes):
    """Top-1 and the expected calibration error in 15 bins of equal width, both in percent."""
    logits = torch.cat([model(as_input(part)) for part in images.split(500)])
    confidence, predicted = functional.softmax(logits, dim=1).max(dim=1)
    right = (predicted == classes).float()
    bins = (confidence * BINS).long().clamp(max=BINS - 1)
    gaps = [(right[bins == b] - confidence[bins == b]).sum().abs() for b in range(BINS)]
    return 100 * right.mean().item(), 100 * (sum(gaps) / len(right)).item()
