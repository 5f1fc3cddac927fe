/** One network in two formats, for what is told of a model before it is converted. */

import { load, parseOnnx } from "../../lib/formats/mod.ts";
import * as layers from "../../lib/zoo/builder.ts";
import { encode } from "../../lib/zoo/encode.ts";
import { newNetwork } from "../../lib/zoo/network.ts";
import { graph, input, node, onnxFile, output, zeros } from "../formats/onnx/tiny_onnx.ts";

/** One network twice: as a converter would write it, and as an exporter does, with a norm and Relus. */
export function twins() {
  const net = newNetwork("twin", "for tests", { dtype: "float32", weights: "none" });
  let x = layers.input(net, [1, 48, 48, 3]);
  x = layers.conv(net, x, { kernel: 3, stride: 2, filters: 8 });
  x = layers.depthwise(net, x, { kernel: 3 });
  const wide = layers.conv(net, x, { kernel: 1, filters: 24 });
  const other = layers.conv(net, x, { kernel: 3, filters: 8 });
  x = layers.maxPool(net, layers.concat(net, [wide, other]), { kernel: 2, stride: 2 });
  x = layers.conv(net, x, { kernel: 1, filters: 8 });
  layers.output(net, layers.relu(net, layers.add(net, x, x)));
  const near = [1, 1, 1, 1];
  const onnx = onnxFile(graph(
    input("x", [1, 3, 48, 48]),
    zeros("w0", 8, 3, 3, 3),
    node("Conv", ["x", "w0"], ["a"], { strides: [2, 2], pads: [0, 0, 1, 1] }),
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
    node("MaxPool", ["d"], ["e"], { kernel_shape: [2, 2], strides: [2, 2] }),
    zeros("w4", 8, 32, 1, 1),
    node("Conv", ["e", "w4"], ["f"]),
    node("Add", ["f", "f"], ["g"]),
    node("LeakyRelu", ["g"], ["y"]), // which no operator takes in
    output("y", [1, 8, 12, 12]),
  ));
  return { tflite: load(encode(net)), onnx: parseOnnx(onnx) };
}
