"""Prints, as JSON, the shapes that onnx.shape_inference knows: {file: {tensor: [size or null]}}.

Arguments: a JSON text {file: {input: [sizes]}} of input shapes to put in before.
"""

import json
import sys

import onnx
from onnx import shape_inference


def collect(graph, shapes):
    for info in [*graph.input, *graph.output, *graph.value_info]:
        tensor = info.type.tensor_type
        if info.type.WhichOneof("value") == "tensor_type" and tensor.HasField("shape"):
            dims = tensor.shape.dim
            shapes[info.name] = [d.dim_value if d.HasField("dim_value") else None for d in dims]


results = {}
for path, inputs in json.loads(sys.argv[1]).items():
    model = onnx.load(path)
    for info in model.graph.input:
        for dim, size in zip(info.type.tensor_type.shape.dim, inputs.get(info.name, [])):
            dim.dim_value = size
    # Intermediate shapes of the file may be for other inputs, and are not the library's own.
    del model.graph.value_info[:]
    results[path] = {}
    try:
        model = shape_inference.infer_shapes(model, data_prop=True)
    except onnx.shape_inference.InferenceError as error:
        print(path, error, file=sys.stderr)
        continue
    collect(model.graph, results[path])
json.dump(results, sys.stdout)
