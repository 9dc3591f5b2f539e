"""The recipes that are compared, as a torchvision user writes them: transforms of one image, mixing of one batch.

They do what conf/recipes/cutmix.yaml and deit3.yaml do, with the usual shortcut of training scripts: one λ and one box
for a whole batch, each image mixed with its mirror image in the batch.
"""
import numpy as np
from PIL import ImageFilter, ImageOps
from torchvision import transforms

SIZE = 224
BICUBIC = transforms.InterpolationMode.BICUBIC


class Blur:
    def __call__(self, image):
        return image.filter(ImageFilter.GaussianBlur(np.random.uniform(0.1, 2.0)))


class Solarize:
    def __call__(self, image):
        return ImageOps.solarize(image)


def transform_of(recipe):
    """From a Pillow image to a uint8 tensor, channels first."""
    if recipe == "cutmix":
        steps = [transforms.RandomResizedCrop(SIZE, interpolation=BICUBIC), transforms.RandomHorizontalFlip()]
    elif recipe == "deit3":
        steps = [
            transforms.Resize(SIZE, interpolation=BICUBIC),
            transforms.RandomCrop(SIZE, padding=4, padding_mode="reflect"),
            transforms.RandomHorizontalFlip(),
            transforms.RandomChoice([transforms.Grayscale(3), Solarize(), Blur()]),
            transforms.ColorJitter(0.3, 0.3, 0.3),
        ]
    else:
        raise ValueError(f"recipe must be cutmix or deit3, was {recipe}")
    return transforms.Compose(steps + [transforms.PILToTensor()])


def mix(recipe, images, labels, classes):
    """Mixes a batch: N×3×H×W uint8 images and N classes in, images and N×classes soft labels out."""
    others = images[::-1]
    if recipe == "deit3" and np.random.rand() < 0.5:
        lam = np.random.beta(0.8, 0.8)
        mixed = np.rint(lam * images.astype(np.float32) + (1 - lam) * others.astype(np.float32)).astype(np.uint8)
    else:
        top, bottom, left, right = box(np.random.beta(1.0, 1.0))
        mixed = images.copy()
        mixed[:, :, top:bottom, left:right] = others[:, :, top:bottom, left:right]
        lam = 1 - (bottom - top) * (right - left) / SIZE**2
    hard = np.eye(classes, dtype=np.float32)[labels]
    return mixed, (lam * hard + (1 - lam) * hard[::-1]).astype(np.float32)


def box(lam):
    """CutMix's box: rows, then columns."""
    side = int(SIZE * np.sqrt(1 - lam))
    row, column = np.random.randint(0, SIZE, 2)
    edges = row - side // 2, row + side // 2, column - side // 2, column + side // 2
    return [min(max(int(edge), 0), SIZE) for edge in edges]
