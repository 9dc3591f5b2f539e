#!/usr/bin/env python3
"""Makes the models beside this file. Needs torch, onnxruntime and onnx: python3 make_models.py

tiny_vit.onnx is the network of ../golden/vit/tiny_vit.pt, written by conf/models/export_vit.py.
The others are pools, whose answers can be told without a network: 3x8x8 pixels in, and for each of
4x4 cells the mean of its pixels over all channels out.
"""

import pathlib
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "../../../../../conf/models"))
import export_vit  # noqa: E402


def constant(name, values, dtype):
    return numpy_helper.from_array(np.array(values, dtype), name)


CELLS = [
    helper.make_node("AveragePool", ["pixels"], ["pooled"], kernel_shape=[2, 2], strides=[2, 2]),
    helper.make_node("ReduceMean", ["pooled"], ["grid"], axes=[1], keepdims=0),
    helper.make_node("Flatten", ["grid"], ["cells"], axis=1),
]


def save(name, nodes, outputs, constants=(), batch="batch"):
    pixels = helper.make_tensor_value_info("pixels", TensorProto.FLOAT, [batch, 3, 8, 8])
    infos = [helper.make_tensor_value_info(n, t, [batch, *shape]) for n, t, shape in outputs]
    graph = helper.make_graph(nodes, name, [pixels], infos, list(constants))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, HERE / f"{name}.onnx")


FLOAT = TensorProto.FLOAT
# two outputs by name; the maps begin with a column of sevens, as for a class token
save("tokens", CELLS + [
    helper.make_node("ReduceMean", ["cells"], ["mean"], axes=[1], keepdims=1),
    helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
    helper.make_node("Add", ["nothing", "seven"], ["first"]),
    helper.make_node("Concat", ["first", "cells"], ["heat"], axis=1),
    helper.make_node("Concat", ["mean", "first"], ["classes"], axis=1),
], [("heat", FLOAT, [17]), ("classes", FLOAT, [2])],
    [constant("zero", 0, np.float32), constant("seven", 7, np.float32)])
# the maps alone, as rows and columns
save("grid", CELLS[:2], [("grid", FLOAT, [4, 4])])
save("double", CELLS + [helper.make_node("Cast", ["cells"], ["heat"], to=TensorProto.DOUBLE)],
     [("heat", TensorProto.DOUBLE, [16])])
save("single", CELLS, [("cells", FLOAT, [16])], batch=1)
# not a number where a cell is above 1
save("root", CELLS + [
    helper.make_node("Sub", ["one", "cells"], ["rest"]),
    helper.make_node("Sqrt", ["rest"], ["heat"]),
], [("cells", FLOAT, [16]), ("heat", FLOAT, [16])], [constant("one", 1, np.float32)])
# tokens, with its weights in a second file
onnx.save_model(onnx.load(HERE / "tokens.onnx"), HERE / "apart.onnx", save_as_external_data=True,
                location="apart.weights", size_threshold=0)

export_vit.export(torch.jit.load(HERE / "../golden/vit/tiny_vit.pt"), "onnx", (64, 64),
                  str(HERE / "tiny_vit.onnx"))
