/** One network in several formats, for what is told of a model before it is converted. */

import { load, parseOnnx } from "../../lib/formats/mod.ts";
import type { Model } from "../../lib/graph/mod.ts";
import * as layers from "../../lib/zoo/builder.ts";
import { encode } from "../../lib/zoo/encode.ts";
import { newNetwork } from "../../lib/zoo/network.ts";
import {
  graphFile,
  int32s,
  node as tf,
  placeholder,
  weights,
} from "../formats/graphdef/tiny_graph.ts";
import {
  graph,
  input,
  node,
  onnxFile,
  output,
  UINT8,
  zeroBytes,
  zeros,
} from "../formats/onnx/tiny_onnx.ts";

const near = [1, 1, 1, 1];
const far = [0, 0, 1, 1];
const halves = { kernel_shape: [2, 2], strides: [2, 2] };

/** The network as a converter would write it. */
export function converted(dtype: "float32" | "int8"): Model {
  const net = newNetwork("twin", "for tests", { dtype, weights: "none" });
  let x = layers.input(net, [1, 48, 48, 3]);
  x = layers.conv(net, x, { kernel: 3, stride: 2, filters: 8 });
  x = layers.depthwise(net, x, { kernel: 3 });
  const wide = layers.conv(net, x, { kernel: 1, filters: 24 });
  const other = layers.conv(net, x, { kernel: 3, filters: 8 });
  x = layers.maxPool(net, layers.concat(net, [wide, other]), { kernel: 2, stride: 2 });
  x = layers.conv(net, x, { kernel: 1, filters: 8 });
  layers.output(net, layers.relu(net, layers.add(net, x, x)));
  return load(encode(net));
}

/** The same as an exporter writes it, with a norm and a Relu of its own. */
export function exported(): Model {
  return parseOnnx(onnxFile(graph(
    input("x", [1, 3, 48, 48]),
    zeros("w0", 8, 3, 3, 3),
    node("Conv", ["x", "w0"], ["a"], { strides: [2, 2], pads: far }),
    ...["s", "b", "m", "v"].map((name) => zeros(name, 8)),
    node("BatchNormalization", ["a", "s", "b", "m", "v"], ["n"]),
    node("Relu", ["n"], ["r"]),
    zeros("w1", 8, 1, 3, 3),
    node("Conv", ["r", "w1"], ["c"], { group: 8, pads: near }),
    zeros("w2", 24, 8, 1, 1),
    node("Conv", ["c", "w2"], ["wide"]),
    zeros("w3", 8, 8, 3, 3),
    node("Conv", ["c", "w3"], ["other"], { pads: near }),
    node("Concat", ["wide", "other"], ["d"], { axis: 1 }),
    node("MaxPool", ["d"], ["e"], halves),
    zeros("w4", 8, 32, 1, 1),
    node("Conv", ["e", "w4"], ["f"]),
    node("Add", ["f", "f"], ["g"]),
    node("LeakyRelu", ["g"], ["y"]), // which no operator takes in
    output("y", [1, 8, 12, 12]),
  )));
}

/** The same as a quantiser writes it: scales and zero points are inputs. */
export function quantized(): Model {
  const of = (...names: string[]) => names.flatMap((name) => [name, "scale", "zero"]);
  const to = ["scale", "zero"];
  return parseOnnx(onnxFile(graph(
    input("x", [1, 3, 48, 48], UINT8),
    zeros("scale"),
    zeroBytes("zero"),
    zeroBytes("w0", 8, 3, 3, 3),
    node("QLinearConv", [...of("x", "w0"), ...to], ["r"], { strides: [2, 2], pads: far }),
    zeroBytes("w1", 8, 1, 3, 3),
    node("QLinearConv", [...of("r", "w1"), ...to], ["c"], { group: 8, pads: near }),
    zeroBytes("w2", 24, 8, 1, 1),
    node("QLinearConv", [...of("c", "w2"), ...to], ["wide"]),
    zeroBytes("w3", 8, 8, 3, 3),
    node("QLinearConv", [...of("c", "w3"), ...to], ["other"], { pads: near }),
    node("com.microsoft:QLinearConcat", [...to, ...of("wide", "other")], ["d"], { axis: 1 }),
    node("MaxPool", ["d"], ["e"], halves),
    zeroBytes("w4", 8, 32, 1, 1),
    node("QLinearConv", [...of("e", "w4"), ...to], ["f"]),
    node("com.microsoft:QLinearAdd", [...of("f", "f"), ...to], ["g"]),
    node("com.microsoft:QLinearLeakyRelu", [...of("g"), ...to], ["y"], { alpha: { real: 0.1 } }),
    output("y", [1, 8, 12, 12], UINT8),
  )));
}

/** The same as a TensorFlow graph for a GPU: images are turned to have their channels first, and back. */
export function channelsFirst(): Model {
  const image = { data_format: "NCHW", padding: "SAME" };
  const one = { ...image, strides: [1, 1, 1, 1] };
  const two = { ...image, strides: [1, 1, 2, 2] };
  return load(graphFile(
    placeholder("x", 1, 48, 48, 3),
    int32s("first", 0, 3, 1, 2),
    tf("t", "Transpose", ["x", "first"]),
    weights("w0", 3, 3, 3, 8),
    tf("r", "Conv2D", ["t", "w0"], two),
    weights("w1", 3, 3, 8, 1),
    tf("c", "DepthwiseConv2dNative", ["r", "w1"], one),
    weights("w2", 1, 1, 8, 24),
    tf("wide", "Conv2D", ["c", "w2"], one),
    weights("w3", 3, 3, 8, 8),
    tf("other", "Conv2D", ["c", "w3"], one),
    int32s("axis", 1),
    tf("d", "ConcatV2", ["wide", "other", "axis"]),
    tf("e", "MaxPool", ["d"], { ...two, ksize: [1, 1, 2, 2] }),
    weights("w4", 1, 1, 32, 8),
    tf("f", "Conv2D", ["e", "w4"], one),
    tf("g", "AddV2", ["f", "f"]),
    tf("z", "LeakyRelu", ["g"]),
    int32s("last", 0, 2, 3, 1),
    tf("y", "Transpose", ["z", "last"]),
  ));
}
