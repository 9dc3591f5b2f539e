#!/usr/bin/env python3
"""Exports a vision transformer for Emulsion: pixels in, logits and attention out.

    python3 export_vit.py timm deit_tiny_patch16_224 --output models/
    python3 export_vit.py torchvision vit_b_16 --weights IMAGENET1K_V1 --output models/
    python3 export_vit.py timm vit_tiny_patch16_224 --weights mine.pth --arg num_classes=37 --output models/

Writes ONNX, TorchScript or both, each as one file unless its weights exceed 2 GiB, compares each file with the original model on the same random pixels,
and prints the recipe section for it. Needs torch 1.13 or later with timm or torchvision; for ONNX also
onnxruntime, which checks the file, and onnx from torch 2 on.

The attention is that of the last block: the class token's attention to each patch after the softmax,
averaged over heads, in row-major order. The columns of class token, distillation token and registers
are dropped, so special-tokens in the recipe stays 0. It is computed from queries and keys, because
fused kernels do not return it; the model's own output is not changed.
"""

import argparse
import hashlib
import inspect
import json
import math
import os
import sys
import warnings

import torch
from torch import nn

LOGITS_TOLERANCE = 1e-4
ATTENTION_TOLERANCE = 1e-5
OPSET = 14
MAX_PROTOBUF_BYTES = (1 << 31) - 1
SUFFIXES = {"onnx": ".onnx", "torchscript": ".pt"}


class TimmAttention(nn.Module):
    """timm's attention, which also keeps the class token's attention to the patches."""

    def __init__(self, inner, prefix):
        super().__init__()
        if not hasattr(inner, "qkv") or not hasattr(inner, "num_heads"):
            sys.exit(f"the last block's attention is {type(inner).__name__}, whose queries and keys"
                     " this script cannot read; choose a plain ViT or DeiT")
        self.inner = inner
        self.prefix = prefix
        self.attention = None

    def forward(self, x, *args, **kwargs):
        inner = self.inner
        batch, tokens, _ = x.shape
        qkv = inner.qkv(x).reshape(batch, tokens, 3, inner.num_heads, -1).permute(2, 0, 3, 1, 4)
        query = getattr(inner, "q_norm", nn.Identity())(qkv[0])[:, :, :1]
        key = getattr(inner, "k_norm", nn.Identity())(qkv[1])
        scores = (query * inner.scale) @ key.transpose(-2, -1)
        self.attention = scores.softmax(dim=-1).mean(dim=1)[:, 0, self.prefix:]
        return inner(x, *args, **kwargs)


class TorchvisionAttention(nn.Module):
    """torch's own attention, called with need_weights."""

    prefix = 1

    def __init__(self, inner):
        super().__init__()
        self.inner = inner
        self.attention = None

    def forward(self, query, key, value, **kwargs):
        kwargs["need_weights"] = True
        output, weights = self.inner(query, key, value, **kwargs)
        self.attention = weights[:, 0, self.prefix:]
        return output, weights


class Exported(nn.Module):
    """pixels -> (logits, attention)."""

    def __init__(self, model, source):
        super().__init__()
        self.model = model
        self.source = source

    def forward(self, pixels):
        logits = self.model(pixels)
        return logits, self.source.attention


def from_timm(model):
    """A timm ViT or DeiT, ready for export."""
    if getattr(model, "cls_token", None) is None or not hasattr(model, "blocks"):
        sys.exit(f"{type(model).__name__} has no class token, whose attention this script exports;"
                 " choose a ViT or DeiT that has one")
    prefix = getattr(model, "num_prefix_tokens", None) or getattr(model, "num_tokens", 1)
    block = model.blocks[-1]
    block.attn = TimmAttention(block.attn, prefix)
    return Exported(model, block.attn).eval()


def from_torchvision(model):
    """A torchvision VisionTransformer, ready for export."""
    if not hasattr(model, "encoder") or not hasattr(model, "class_token"):
        sys.exit(f"{type(model).__name__} has no class token; choose a vit_ model of torchvision")
    block = model.encoder.layers[-1]
    block.self_attention = TorchvisionAttention(block.self_attention)
    return Exported(model, block.self_attention).eval()


def write_torchscript(exported, size, path):
    """Traces the model for images of size, height and width, in batches of any number."""
    # without gradients, torch's own attention takes a fast path that cannot be traced
    with torch.enable_grad():
        traced = torch.jit.trace(exported, torch.zeros(2, 3, *size), check_trace=False)
    traced.save(path)


def write_onnx(exported, size, path):
    """Writes ONNX for batches of any number, as one file if the weights allow it."""
    options = {}
    if "dynamo" in inspect.signature(torch.onnx.export).parameters:
        options["dynamo"] = False  # the dynamo exporter cannot export an attribute set in forward
    with torch.enable_grad():
        torch.onnx.export(
            exported, (torch.zeros(2, 3, *size),), path, opset_version=OPSET,
            input_names=["pixels"], output_names=["logits", "attention"],
            dynamic_axes={name: {0: "batch"} for name in ("pixels", "logits", "attention")},
            **options)
    bring_together(path)


def external_files(path):
    """Names of the files that hold weights of the ONNX model in this file, relative to its folder."""
    import onnx
    model = onnx.load(path, load_external_data=False)
    tensors = onnx.external_data_helper._get_all_tensors(model)
    return sorted({entry.value for tensor in tensors if tensor.data_location == onnx.TensorProto.EXTERNAL
                   for entry in tensor.external_data if entry.key == "location"})


def bring_together(path):
    """Puts all weights of the ONNX model into its file, or into one next to it above 2 GiB."""
    try:
        import onnx
    except ImportError:
        return  # this torch exports without onnx, and then into one file up to 2 GiB
    folder = os.path.dirname(path)
    apart = external_files(path)
    if not apart:
        return
    files = [path] + [os.path.join(folder, name) for name in apart]
    is_small = sum(os.path.getsize(file) for file in files) < MAX_PROTOBUF_BYTES
    model = onnx.load(path)
    for file in files:
        os.remove(file)
    weights = None if is_small else os.path.basename(path) + ".data"
    onnx.save_model(model, path, save_as_external_data=weights is not None, location=weights)
    if weights:
        print(f"{path} keeps its weights in {weights}, as they exceed 2 GiB: copy both", file=sys.stderr)


def run_torchscript(path, pixels):
    with torch.no_grad():
        return torch.jit.load(path)(pixels)


def run_onnx(path, pixels):
    import onnxruntime
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return [torch.from_numpy(a) for a in session.run(["logits", "attention"], {"pixels": pixels.numpy()})]


WRITE = {"onnx": write_onnx, "torchscript": write_torchscript}
RUN = {"onnx": run_onnx, "torchscript": run_torchscript}


def check(exported, form, path, size):
    """Compares file and original on random pixels, in batches of 1 and 3."""
    generator = torch.Generator().manual_seed(0)
    for batch in (1, 3):
        pixels = torch.randn(batch, 3, *size, generator=generator)
        with torch.no_grad():
            logits, attention = exported(pixels)
        found = RUN[form](path, pixels)
        for name, wanted, got, tolerance in (("logits", logits, found[0], LOGITS_TOLERANCE),
                                             ("attention", attention, found[1], ATTENTION_TOLERANCE)):
            if wanted.shape != got.shape:
                sys.exit(f"{path} is wrong: {name} have the shape {tuple(got.shape)}, not {tuple(wanted.shape)}")
            difference = (wanted - got).abs().max().item()
            if not difference <= tolerance:
                sys.exit(f"{path} is wrong: {name} differ by {difference:.2g}, at most {tolerance:.0e} is allowed")


def require_grid(exported, size):
    """Fails unless the attention of images of this size is one value per patch."""
    with torch.no_grad():
        cells = exported(torch.zeros(1, 3, *size))[1].shape[1]
    rows = round(math.sqrt(cells * size[0] / size[1]))
    if rows == 0 or cells % rows or rows * size[1] != cells // rows * size[0]:
        sys.exit(f"{cells} attention columns do not form a grid on an image of {size[0]}x{size[1]}")


def export(exported, form, size, path):
    """Writes one file and checks it."""
    if form == "onnx":
        try:
            import onnxruntime  # noqa: F401
        except ImportError:
            sys.exit("onnxruntime must be installed to check the ONNX file: pip install onnxruntime,"
                     " or export with --format torchscript")
    require_grid(exported, size)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the check finds what tracing has missed
        WRITE[form](exported, size, path)
    check(exported, form, path, size)


def sha256(path):
    """The hash that a recipe pins: of the file, or of the lines of sha256sum for several files."""
    folder, model = os.path.split(path)
    names = [model]
    if path.endswith(SUFFIXES["onnx"]):
        try:
            names += external_files(path)
        except ImportError:
            pass  # see bring_together
    lines = {}
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            digest = hashlib.sha256()
            while block := file.read(1 << 20):
                digest.update(block)
            lines[name] = f"{digest.hexdigest()}  {name}\n"
    if len(names) == 1:
        return lines[model].split()[0]
    return hashlib.sha256("".join(lines[name] for name in sorted(names)).encode()).hexdigest()


def recipe(path, size, mean, std):
    """The recipe section for the model in this file."""
    digest = sha256(path)
    lines = ["attention:", "  model:", f"    path: {json.dumps(os.path.abspath(path))}",
             f"    sha256: {digest}", f"    input-size: {size[0] if size[0] == size[1] else list(size)}",
             f"    mean: {[round(float(v), 6) for v in mean]}", f"    std: {[round(float(v), 6) for v in std]}"]
    if path.endswith(SUFFIXES["torchscript"]):
        lines.append("    allow-executable-model: true")
    return "\n".join(lines)


def load_weights(model, path):
    """Loads a checkpoint's state into the model; tensors only, no code."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    for key in ("state_dict", "model"):
        state = state.get(key, state)
    model.load_state_dict(state)


def open_timm(name, weights, arguments):
    import timm
    model = timm.create_model(name, pretrained=weights == "pretrained", **arguments)
    config = timm.data.resolve_data_config({}, model=model)
    size = getattr(getattr(model, "patch_embed", None), "img_size", None) or config["input_size"][1:]
    return model, tuple(size), config["mean"], config["std"]


def open_torchvision(name, weights, arguments):
    import torchvision
    chosen = "DEFAULT" if weights == "pretrained" else None
    if weights and weights.isupper():
        chosen = weights
    model = torchvision.models.get_model(name, weights=chosen, **arguments)
    return model, (model.image_size, model.image_size), (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def argument(text):
    key, separator, value = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError(f"must be KEY=VALUE, was {text}")
    try:
        return key, json.loads(value)
    except json.JSONDecodeError:
        return key, value


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0],
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", choices=["timm", "torchvision"])
    parser.add_argument("model", help="its name there, such as deit_tiny_patch16_224 or vit_b_16")
    parser.add_argument("--weights", default="pretrained",
                        help="pretrained (the default), random, a file with a state_dict, or a name of"
                             " torchvision's weights")
    parser.add_argument("--arg", type=argument, action="append", default=[], metavar="KEY=VALUE",
                        help="passed to the model, such as num_classes=37 or img_size=384")
    parser.add_argument("--format", choices=[*SUFFIXES, "both"], default="onnx")
    parser.add_argument("--output", default=".", help="folder for the files")
    given = parser.parse_args(arguments)

    torch.manual_seed(0)
    opener = open_timm if given.library == "timm" else open_torchvision
    model, size, mean, std = opener(given.model, given.weights, dict(given.arg))
    if os.path.isfile(given.weights):
        load_weights(model, given.weights)
    elif given.weights not in ("pretrained", "random") and not (
            given.library == "torchvision" and given.weights.isupper()):
        sys.exit(f"there is no file {given.weights}; --weights is pretrained, random or a file")
    exported = (from_timm if given.library == "timm" else from_torchvision)(model.eval())
    os.makedirs(given.output, exist_ok=True)
    for form in SUFFIXES if given.format == "both" else [given.format]:
        path = os.path.join(given.output, given.model.replace("/", "_") + SUFFIXES[form])
        export(exported, form, size, path)
        print(recipe(path, size, mean, std))


if __name__ == "__main__":
    main()
