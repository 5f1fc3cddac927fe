/** Steps of networks in ONNX and MNN files, as far as the comparison with the zoo needs them. */

import protobuf from "protobufjs";
import { Table } from "../../lib/formats/mod.ts";
import { type Step, Steps } from "./topology.ts";

const onnx = protobuf.parse(`
  syntax = "proto3";
  message Model { Graph graph = 7; }
  message Graph { repeated Node node = 1; repeated Tensor initializer = 5; }
  message Node {
    repeated string input = 1; repeated string output = 2;
    string type = 4; repeated Attribute attribute = 5;
  }
  message Attribute { string name = 1; repeated int64 ints = 8; }
  message Tensor { repeated int64 dims = 1; int32 type = 2; string name = 8; bytes raw = 9; }
`).root.lookupType("Model");

interface OnnxNode {
  readonly input: string[];
  readonly output: string[];
  readonly type: string;
  readonly attribute: { readonly name: string; readonly ints: string[] }[];
}

interface OnnxTensor {
  readonly name: string;
  readonly type: number;
  readonly dims: string[];
  readonly raw: Uint8Array;
}

const INT64 = 7;

/**
 * The steps of an ONNX file whose weights are left out. An activation or a batch norm becomes part of
 * the convolution before it, as converters make it.
 */
export function onnxSteps(bytes: Uint8Array, image: string): Step[] {
  const { graph } = onnx.toObject(onnx.decode(bytes), {
    longs: String,
    arrays: true,
    defaults: true,
  });
  const shapes = new Map<string, number[]>(); // of the weights, or the shape that a constant tells
  for (const { name, type, dims, raw } of graph.initializer as OnnxTensor[]) {
    const told = type === INT64 ? [...new BigInt64Array(Uint8Array.from(raw).buffer)] : dims;
    shapes.set(name, told.map(Number));
  }
  const steps = new Steps();
  steps.image(image);
  for (const node of graph.node as OnnxNode[]) {
    const [from, weights] = node.input;
    const [to] = node.output;
    const numbers = (name: string) => {
      return node.attribute.find((entry) => entry.name === name)?.ints.map(Number) ?? [];
    };
    const window = `${numbers("kernel_shape").join("x")}/${numbers("strides")[0] ?? 1}`;
    if (!steps.has(from)) {
      // Made of a shape that is told by the one input, or weights in a shape that is told by the other.
      shapes.set(to, shapes.get(node.type === "Reshape" ? weights : from)!);
    } else if (node.type === "Conv") {
      steps.add(`conv ${window} ${shapes.get(weights)![0]}`, [from], to);
    } else if (node.type === "Gemm") {
      steps.add(`conv 1x1/1 ${shapes.get(weights)![0]}`, [from], to);
    } else if (node.type === "Relu" && folds(steps, from)) {
      steps.amend(from, (what) => `${what} relu`);
      steps.pass(from, to);
    } else if (node.type === "Relu") {
      steps.add("relu", [from], to);
    } else if (node.type === "MaxPool") {
      steps.add(`max ${window}`, [from], to);
    } else if (node.type === "GlobalAveragePool" || window === "7x7/1") {
      steps.add("global average", [from], to);
    } else if (node.type === "AveragePool") {
      steps.add(`average ${window}`, [from], to);
    } else if (node.type === "Concat") {
      steps.add("concatenation", node.input, to);
    } else if ((node.type === "Mul" || node.type === "Add") && !folds(steps, from)) {
      steps.add(node.type.toLowerCase(), [from], to);
    } else {
      steps.pass(from, to); // LRN, Dropout, Reshape, Softmax, batch norms that fold
    }
  }
  return steps.list;
}

const folds = (steps: Steps, name: string) => steps.what(name).startsWith("conv");

// Slots and codes of MNN's public schema (schema/default/MNN.fbs and CaffeOp.fbs).
const NET = { oplists: 3 };
const OP = { inputIndexes: 0, main: 2, outputIndexes: 4, type: 5 };
const CONVOLUTION = { common: 0 };
const COMMON = { kernelX: 2, kernelY: 3, strideY: 5, outputCount: 10, relu: 12 };
const POOL = { isGlobal: 2, kernelX: 3, kernelY: 4, strideY: 6, type: 7 };
const TYPES: Readonly<Record<number, string>> = {
  10: "concatenation",
  12: "conv",
  13: "depthwise",
  22: "add",
  34: "input",
  45: "pad",
  47: "pool",
  68: "global average",
  69: "relu",
  77: "batch norm",
  91: "strided_slice",
};

/** The steps of an MNN file whose weights are left out. Glue between layouts is passed over. */
export function mnnSteps(bytes: Uint8Array): Step[] {
  const steps = new Steps();
  for (const op of Table.root("mnn", bytes).tables(NET.oplists, "oplists")) {
    const type = TYPES[op.number(OP.type, "type", "int")] ?? "glue";
    const inputs = (op.numbers(OP.inputIndexes, "inputIndexes", "int") ?? []).map(String);
    const [output] = op.numbers(OP.outputIndexes, "outputIndexes", "int")!.map(String);
    if (type === "input") {
      steps.image(output);
    } else if (type === "glue") {
      if (steps.has(inputs[0])) steps.pass(inputs[0], output);
    } else if (type === "batch norm") {
      steps.add("mul", inputs, `${output} scaled`);
      steps.add("add", [`${output} scaled`], output);
    } else {
      steps.add(mnnWords(op, type), inputs, output);
    }
  }
  return steps.list;
}

function mnnWords(op: Table, type: string): string {
  const main = op.table(OP.main, "main");
  if (type === "conv" || type === "depthwise") {
    const common = main!.table(CONVOLUTION.common, "common")!;
    const int = (slot: number, absent: number) => common.number(slot, "common", "int", absent);
    const size = `${int(COMMON.kernelY, 1)}x${int(COMMON.kernelX, 1)}/${int(COMMON.strideY, 1)}`;
    const filters = type === "conv" ? ` ${int(COMMON.outputCount, 0)}` : "";
    const relu = common.number(COMMON.relu, "relu", "bool") !== 0 ? " relu" : "";
    return `${type} ${size}${filters}${relu}`;
  }
  if (type !== "pool") return type;
  if (main!.number(POOL.isGlobal, "isGlobal", "bool") !== 0) return "global average";
  const int = (slot: number) => main!.number(slot, "pool", "int");
  if (int(POOL.kernelX) >= 7) return "global average";
  const kind = main!.number(POOL.type, "type", "byte") === 0 ? "max" : "average";
  return `${kind} ${int(POOL.kernelY)}x${int(POOL.kernelX)}/${int(POOL.strideY)}`;
}
