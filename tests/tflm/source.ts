/** Files for TFLM made by hand: graphs, and the few facts beside them. */

import {
  createGraph,
  type DType,
  elementsOf,
  type Graph,
  type Tensor,
} from "../../lib/graph/mod.ts";
import type { Attributes } from "../../lib/graph/mod.ts";
import type { TflmSource } from "../../lib/tflm/mod.ts";

/** A tensor of a hand-made graph: element type, shape and role; scales as the file counts them. */
export function tensor(
  dtype: DType,
  shape: readonly number[],
  role: Tensor["role"] = "activation",
  scales = 0,
): Tensor {
  const list = new Array<number>(scales).fill(0.5);
  const quantization = { scales: list, zeroPoints: list.map(() => 0), dimension: 0 };
  return {
    name: `${dtype} ${shape.join("x")}`,
    dtype,
    shape,
    bytes: elementsOf(shape) * 4,
    role,
    ...scales > 0 && { quantization },
  };
}

/** An operator of a hand-made graph: type, ids that it reads and writes, graphs that it calls. */
export type Written = readonly [
  type: string,
  inputs: readonly number[],
  outputs: readonly number[],
  calls?: readonly number[],
  attributes?: Attributes,
];

/** A graph by hand. */
export function graphOf(
  tensors: readonly Tensor[],
  operators: readonly Written[],
  inputs: readonly number[],
  outputs: readonly number[],
): Graph {
  return createGraph({
    name: "by hand",
    tensors,
    operators: operators.map(([type, reads, writes, calls, attributes = {}]) => ({
      type,
      name: type,
      attributes,
      inputs: reads,
      outputs: writes,
      ...calls && { calls },
    })),
    inputs,
    outputs,
  });
}

const CODES: Readonly<Record<string, number>> = { IF: 118, WHILE: 119, CALL_ONCE: 129 };
const BUILTIN = /^[A-Z0-9_]+$/;

/** A file of graphs; its metadata is one plan if `payload` is given. */
export function sourceOf(graphs: readonly Graph[], payload?: Uint8Array): TflmSource {
  const types = [...new Set(graphs.flatMap(({ operators }) => operators.map(({ type }) => type)))];
  return {
    graphs,
    subgraphs: graphs.map(({ tensors, operators }) => ({
      tensors: tensors.map(({ role, quantization }) => ({
        isVariable: role === "variable",
        scales: quantization?.scales.length ?? 0,
        zeroPoints: quantization?.zeroPoints.length ?? 0,
      })),
      operators: operators.map(({ type }) => ({ opcodeIndex: types.indexOf(type) })),
    })),
    operatorCodes: types.map((type) => {
      const code = BUILTIN.test(type) ? CODES[type] ?? 1 : 32;
      return { code, builtinCode: code };
    }),
    metadata: payload ? [{ name: "OfflineMemoryAllocation", data: payload }] : [],
  };
}

/** `x -> RELU -> RELU -> ...`: bytes of x and of every output; the tensors are int8 in one dimension. */
export function chainOf(...bytes: number[]): TflmSource {
  const tensors = bytes.map((count) => tensor("int8", [count]));
  const operators = bytes.slice(1).map((_, i): Written => ["RELU", [i], [i + 1]]);
  return sourceOf([graphOf(tensors, operators, [0], [bytes.length - 1])]);
}
