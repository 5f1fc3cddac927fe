/** Small .tflite files that are built by hand; slot numbers are written out, not imported. */

import {
  type Fields,
  flatbuffer,
  int32,
  int32s,
  int8,
  table,
  tables,
  text,
} from "./flatbuffer_writer.ts";

/** Fields of a tensor: float32 activations unless said. */
export const tensor = (name: string, shape: readonly number[], more: Fields = {}): Fields => ({
  0: int32s(...shape),
  1: int8(0),
  2: int32(0),
  3: text(name),
  ...more,
});

/** Fields of an operator. */
export const operator = (
  code: number,
  inputs: readonly number[],
  outputs: readonly number[],
  more: Fields = {},
): Fields => ({ 0: int32(code), 1: int32s(...inputs), 2: int32s(...outputs), ...more });

/** Fields of a builtin operator code, as files have had it since codes passed 127. */
export const builtin = (code: number): Fields => ({ 0: int8(Math.min(code, 127)), 3: int32(code) });

/** Fields of a subgraph. */
export const subgraph = (
  tensorList: readonly Fields[],
  operators: readonly Fields[],
  inputs: readonly number[],
  outputs: readonly number[],
  more: Fields = {},
): Fields => ({
  0: tables(...tensorList),
  1: int32s(...inputs),
  2: int32s(...outputs),
  3: tables(...operators),
  ...more,
});

/** A file. Buffer 0 is the empty one. */
export function tinyTflite(
  parts: {
    codes?: readonly Fields[];
    subgraphs: readonly Fields[];
    buffers?: readonly Fields[];
    more?: Fields;
  },
): Uint8Array {
  return flatbuffer("TFL3", {
    0: int32(3),
    1: tables(...parts.codes ?? []),
    2: tables(...parts.subgraphs),
    3: text("tiny"),
    4: tables({}, ...parts.buffers ?? []),
    ...parts.more,
  });
}

/** `RELU`, in the tables of codes and operators. */
export const RELU = 19;

/** A diamond: x -> a, x -> b, (a, b) -> y; operators 1 and 2 may change places. */
export function diamond(more: Fields = {}): Uint8Array {
  return tinyTflite({
    codes: [builtin(RELU), builtin(0)],
    subgraphs: [
      subgraph(
        ["x", "p", "a", "b", "y"].map((name) => tensor(name, [1, 4])),
        [
          operator(0, [0], [1]),
          operator(0, [1], [2]),
          operator(0, [1], [3]),
          operator(1, [2, 3], [4], { 3: int8(11), 4: table({}) }),
        ],
        [0],
        [4],
      ),
    ],
    more,
  });
}
