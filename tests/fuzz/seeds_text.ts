/** Valid JSON, CSV and archives to change. */

import { header } from "../formats/tar_writer.ts";
import { joined } from "./mutate_bytes.ts";

const encoder = new TextEncoder();

/** TensorFlow.js: layers in a row and in a graph, and a graph of TensorFlow with its weights. */
export function tfjsFiles(): Uint8Array[] {
  const layer = (class_name: string, config: object, ...inbound: unknown[]) => ({
    class_name,
    name: (config as { name?: string }).name,
    config,
    inbound_nodes: inbound.length > 0 ? [inbound.map((from) => [from, 0, 0, {}])] : [],
  });
  const first = { name: "c", filters: 4, kernel_size: [3, 3], batch_input_shape: [1, 8, 8, 3] };
  const weights = [
    { name: "d/kernel", shape: [36, 3], dtype: "float32" },
    {
      name: "w",
      shape: [2, 2],
      dtype: "float32",
      quantization: { dtype: "uint8", scale: 0.5, min: 0 },
    },
  ];
  const weightsManifest = [{ paths: ["w.bin", "../w.bin"], weights }];
  const sequence = [
    layer("Conv2D", first),
    layer("MaxPooling2D", { name: "p", pool_size: [2, 2] }),
    layer("Sequential", {
      name: "inner",
      layers: [layer("Activation", { name: "a", activation: "relu" })],
    }),
    layer("Flatten", { name: "f" }),
    layer("Dense", { name: "d", units: 3, activation: "softmax" }),
  ];
  const joinedLayers = [
    layer("InputLayer", { name: "x", batch_input_shape: [null, 8, 4] }),
    layer("LSTM", { name: "l", units: 3, return_sequences: true }, "x"),
    layer("Conv1D", { name: "k", filters: 3, kernel_size: [3], padding: "same" }, "x"),
    layer("Add", { name: "s" }, "l", "k"),
    layer("GlobalAveragePooling1D", { name: "g" }, "s"),
  ];
  const attr = (value: object) => ({ value });
  const nodes = [
    {
      name: "x",
      op: "Placeholder",
      attr: {
        dtype: { type: "DT_FLOAT" },
        shape: { shape: { dim: [{ size: "2" }, { size: "-1" }] } },
      },
    },
    { name: "w", op: "Const", attr: { dtype: { type: "DT_FLOAT" }, ...attr({ tensor: {} }) } },
    { name: "y", op: "MatMul", input: ["x", "w"], attr: { transpose_b: { b: true } } },
    { name: "z", op: "Softmax", input: ["y"], attr: { T: { type: 1 }, axis: { i: "-1" } } },
  ];
  const functional = {
    class_name: "Functional",
    config: {
      name: "m",
      layers: joinedLayers,
      input_layers: [["x", 0, 0]],
      output_layers: [["g", 0, 0]],
    },
  };
  return [
    {
      modelTopology: { model_config: { class_name: "Sequential", config: sequence } },
      weightsManifest,
    },
    { format: "layers-model", modelTopology: functional, weightsManifest: [] },
    {
      format: "graph-model",
      modelTopology: { node: nodes, versions: { producer: 27 } },
      weightsManifest,
      signature: { outputs: { out: { name: "z:0" } } },
    },
  ].map((model) => encoder.encode(JSON.stringify(model)));
}

/** Graphs of bytes. */
export function graphJsonFiles(): Uint8Array[] {
  const tensors = [10, 20, 30, 20, 5].map((bytes, t) => ({ name: `t${t}`, bytes }));
  const op = (type: string, inputs: number[], outputs: number[], inplace = -1) => {
    return { type, name: `${type} ${outputs}`, inputs, outputs, inplace };
  };
  const ops = [
    op("A", [0], [1], 0),
    op("B", [1], [2]),
    op("C", [1], [3], 1),
    op("D", [2, 3], [4]),
  ];
  const graph = { name: "g", tensors, ops, inputs: [0], outputs: [4] };
  return [encoder.encode(JSON.stringify(graph))];
}

/** Placement instances in the form of MiniMalloc. */
export function minimallocFiles(): Uint8Array[] {
  return [
    "id,lower,upper,size\na,0,3,4\nb,1,4,8\nc,3,6,4\nd,0,6,2\n",
    "lower,upper,id,size,alignment,offset\r\n0,3,a,4,16,0\r\n1,4,b,8,8,16\r\n5,5,c,0,1,3\r\n",
  ].map((text) => encoder.encode(text));
}

/** Archives with a model in a folder; not packed yet. */
export function tarFiles(): Uint8Array[] {
  const end = new Uint8Array(1024);
  const file = (name: string, size: number) => [
    header(name, size),
    new Uint8Array(512 * Math.ceil(size / 512)),
  ];
  return [joined(...file("./readme.txt", 5), ...file("./folder/m.tflite", 700), end)];
}
