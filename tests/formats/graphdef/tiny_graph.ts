/** Frozen TensorFlow graphs, written by hand. */

import { bytes, type Field, integer, joined, message, text, varint } from "../protobuf_writer.ts";

/** Element types by their numbers. */
export const FLOAT = 1;
export const INT32 = 3;
export const INT64 = 9;
export const BOOL = 10;
export const UINT32 = 22;

/** A setting: a text, a whole number, a flag, a list of numbers, or what another helper wrote. */
export type Setting = string | number | boolean | readonly number[] | Uint8Array;

/** A node, as field 1 of a graph (3 of a function). */
export function node(
  name: string,
  op: string,
  inputs: readonly string[] = [],
  settings: Readonly<Record<string, Setting>> = {},
  id = 1,
): Field {
  const attributes = Object.entries(settings).map(([key, value]) =>
    message(5, text(1, key), bytes(2, settingOf(value)))
  );
  const reads = inputs.map((input) => text(3, input));
  return message(id, text(1, name), text(2, op), ...reads, ...attributes);
}

function settingOf(value: Setting): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") return text(2, value);
  if (typeof value === "number") return integer(3, value);
  if (typeof value === "boolean") return integer(5, Number(value));
  return message(1, ...value.map((number) => integer(3, number)));
}

/** A setting that is an element type. */
export const type = (code: number): Uint8Array => integer(6, code);

/** A setting that is the name of a function. */
export const call = (name: string): Uint8Array => message(10, text(1, name));

/** A setting that is a shape; -1 is open. */
export const shape = (...sizes: number[]): Uint8Array => message(7, ...dims(sizes));

/** A shape without a number of dimensions. */
export const UNKNOWN_RANK: Uint8Array = message(7, integer(3, 1));

function dims(sizes: readonly number[]): Field[] {
  return sizes.map((size) => message(2, integer(1, size)));
}

/** An input of the graph. */
export function placeholder(name: string, ...sizes: number[]): Field {
  return node(name, "Placeholder", [], { dtype: type(FLOAT), shape: shape(...sizes) });
}

/** A constant by the fields of its tensor behind type and shape. */
export function constant(
  name: string,
  code: number,
  sizes: readonly number[],
  ...fields: Field[]
): Field {
  const tensor = message(8, integer(1, code), message(2, ...dims(sizes)), ...fields);
  return node(name, "Const", [], { dtype: type(code), value: tensor });
}

/** Weights: zeros as plain bytes. */
export function weights(name: string, ...sizes: number[]): Field {
  const count = sizes.reduce((product, size) => product * size, 1);
  return constant(name, FLOAT, sizes, bytes(4, new Uint8Array(4 * count)));
}

/** A list of whole numbers, as plain bytes. */
export function int32s(name: string, ...values: number[]): Field {
  return constant(
    name,
    INT32,
    [values.length],
    bytes(4, new Uint8Array(Int32Array.from(values).buffer)),
  );
}

/** A single whole number. */
export function int32(name: string, value: number): Field {
  return constant(name, INT32, [], bytes(7, varint(value)));
}

/** A function: `result: node:output:index`, arguments of type float. */
export function definition(
  name: string,
  inputs: readonly string[],
  results: Readonly<Record<string, string>>,
  ...nodes: Field[]
): Field {
  const argument = (id: number, name: string) => message(id, text(1, name), integer(3, FLOAT));
  const signature = message(
    1,
    text(1, name),
    ...inputs.map((input) => argument(2, input)),
    ...Object.keys(results).map((result) => argument(3, result)),
  );
  const returns = Object.entries(results).map(([key, value]) =>
    message(4, text(1, key), text(2, value))
  );
  return message(1, signature, ...nodes, ...returns);
}

/** The functions of a graph. */
export const library = (...functions: Field[]): Field => message(2, ...functions);

/** The bytes of a frozen graph. */
export const graphFile = (...fields: Field[]): Uint8Array => joined(fields);

/**
 * Two branches of different width between a convolution and a sum:
 *
 *     x - conv -+- relu - wide --- narrow -+- sum
 *               +- pass - sigmoid ---------+
 */
export function diamond(): Uint8Array {
  const window = { strides: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
  return graphFile(
    placeholder("x", 1, 8, 8, 3),
    weights("filter", 3, 3, 3, 4),
    node("conv", "Conv2D", ["x", "filter"], window),
    node("relu", "Relu", ["conv"]),
    weights("widen", 1, 1, 4, 16),
    node("wide", "Conv2D", ["relu", "widen"], window),
    weights("reduce", 1, 1, 16, 4),
    node("narrow", "Conv2D", ["wide", "reduce"], window),
    node("pass", "Identity", ["conv"]),
    node("sigmoid", "Sigmoid", ["pass"]),
    node("sum", "AddV2", ["narrow", "sigmoid"]),
    message(4, integer(1, 27)),
  );
}
