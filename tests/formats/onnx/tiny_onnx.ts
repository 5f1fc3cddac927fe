/** Small .onnx files, written field by field with the numbers of the specification. */

import {
  bytes,
  type Field,
  integer,
  joined,
  message,
  real,
  text,
  varint,
} from "../protobuf_writer.ts";

export const FLOAT = 1;
export const UINT8 = 2;
export const INT64 = 7;
export const BOOL = 9;

/** A size, a name of an open one, or an open one without a name. */
export type Dimension = number | string | null;

/** `ValueInfoProto` as a field: a tensor of a type and shape; without a shape, of any. */
export function value(
  id: number,
  name: string,
  dims?: readonly Dimension[],
  type = FLOAT,
): Field {
  const shape = dims && message(
    2,
    ...dims.map((dim) =>
      message(
        1,
        ...typeof dim === "number" ? [integer(1, dim)] : dim === null ? [] : [text(2, dim)],
      )
    ),
  );
  return message(
    id,
    text(1, name),
    message(2, message(1, integer(1, type), ...shape ? [shape] : [])),
  );
}

/** An input, an output, or another declared value of a graph. */
export const input = (name: string, dims?: readonly Dimension[], type?: number) =>
  value(11, name, dims, type);
export const output = (name: string, dims?: readonly Dimension[], type?: number) =>
  value(12, name, dims, type);
export const declared = (name: string, dims?: readonly Dimension[], type?: number) =>
  value(13, name, dims, type);

/** `TensorProto`: its fields after name, dimensions and type. */
export function tensor(
  name: string,
  dims: readonly number[],
  type: number,
  ...data: Field[]
): Uint8Array {
  return joined([...dims.map((dim) => integer(1, dim)), integer(2, type), text(8, name), ...data]);
}

/** An initialiser of int64 numbers, as plain bytes or as varints. */
export function int64s(name: string, numbers: readonly number[], packed = false): Field {
  const data = packed
    ? bytes(7, joined(numbers.map(varint)))
    : bytes(9, new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer));
  return bytes(5, tensor(name, [numbers.length], INT64, data));
}

/** An initialiser of float32 zeros. */
export function zeros(name: string, ...dims: number[]): Field {
  const size = dims.reduce((product, dim) => product * dim, 1);
  return bytes(5, tensor(name, dims, FLOAT, bytes(9, new Uint8Array(4 * size))));
}

/** An initialiser of uint8 zeros. */
export function zeroBytes(name: string, ...dims: number[]): Field {
  const size = dims.reduce((product, dim) => product * dim, 1);
  return bytes(5, tensor(name, dims, UINT8, bytes(9, new Uint8Array(size))));
}

/** An attribute: an integer, a real number (as `{ real }`), integers, a text, or a graph. */
export type Setting = number | readonly number[] | string | { real: number } | Uint8Array;

/** `AttributeProto` as a field of a node. */
export function attribute(name: string, setting: Setting): Field {
  if (typeof setting === "number") {
    return message(5, text(1, name), integer(3, setting), integer(20, 2));
  }
  if (typeof setting === "string") {
    return message(5, text(1, name), text(4, setting), integer(20, 3));
  }
  if (setting instanceof Uint8Array) {
    return message(5, text(1, name), bytes(6, setting), integer(20, 5));
  }
  if ("real" in setting) {
    return message(5, text(1, name), real(2, setting.real), integer(20, 1));
  }
  return message(5, text(1, name), ...setting.map((one) => integer(8, one)), integer(20, 7));
}

/** A node as a field of a graph. The type may have a domain before a colon. */
export function node(
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  settings: Readonly<Record<string, Setting>> = {},
  id = 1,
): Field {
  const [name, domain] = type.split(":").reverse();
  return message(
    id,
    ...inputs.map((input) => text(1, input)),
    ...outputs.map((output) => text(2, output)),
    text(4, name),
    ...domain ? [text(7, domain)] : [],
    ...Object.entries(settings).map(([key, setting]) => attribute(key, setting)),
  );
}

/** A graph: its fields in any order. */
export function graph(...fields: Field[]): Uint8Array {
  return joined([text(2, "g"), ...fields]);
}

/** A file with a graph, an operator set, and further fields of the model. */
export function onnxFile(main: Uint8Array, options: { opset?: number; more?: Field[] } = {}) {
  const { opset = 17, more = [] } = options;
  return joined([integer(1, 8), bytes(7, main), message(8, integer(2, opset)), ...more]);
}

/** Two branches from one input, joined again: `Relu`, then `Neg` and `Abs`, then `Add`. */
export function diamond(): Uint8Array {
  return onnxFile(graph(
    node("Relu", ["x"], ["a"]),
    node("Neg", ["a"], ["b"]),
    zeros("w", 2, 3),
    node("Abs", ["a"], ["c"]),
    node("Add", ["b", "c"], ["y"]),
    input("x", [2, 3]),
    output("y", [2, 3]),
  ));
}
