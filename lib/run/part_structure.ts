/** Whether a model whose operators were cut into bands is made of parts of what it was made of. */

import type { TfliteModel } from "../formats/mod.ts";
import type { Graph, Operator, Tensor } from "../graph/mod.ts";
import { ORIGIN_NAME } from "../rewrite/mod.ts";

/** Types that rewrites put between parts: they move rows, or surround them with zeros. */
const BETWEEN = new Set(["SLICE", "PAD", "CONCATENATION"]);

/**
 * What is wrong with a rewrite that says of which operator each of its own computes a part (metadata
 * `tmm.origin`): sentences; `undefined` where it says nothing.
 *
 * Every operator must be its origin, with the same attributes and the same constants byte for byte,
 * or one that moves rows; every operator of the original must have a part, and inputs and outputs
 * must be as they were. Padding may be spelt in another way, by PAD or by zeros in a larger filter.
 * Whether the right rows are moved is for the execution to tell.
 */
export function partFaults(original: TfliteModel, rewritten: TfliteModel): string[] | undefined {
  const data = rewritten.metadata.findLast(({ name }) => name === ORIGIN_NAME)?.data;
  if (data === undefined) return undefined;
  const counts = [original.graphs.length, rewritten.graphs.length];
  if (counts.some((count) => count !== 1)) {
    return [`one graph wanted, ${counts.join(" and ")} came`];
  }
  const [before, after] = [original.graphs[0], rewritten.graphs[0]];
  if (data.length !== 4 * after.operators.length) return ["not every operator has an origin"];
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const origins = after.operators.map((_, o) => view.getInt32(4 * o, true));
  const faults = after.operators.flatMap((operator, o) => {
    const origin = before.operators[origins[o]];
    const fault = origin
      ? operatorFault(operator, origin, before, after)
      : "its origin is not there";
    return fault ? [`${operator.type} ${o} "${operator.name}": ${fault}`] : [];
  });
  before.operators.forEach(({ type, name }, o) => {
    if (!origins.includes(o) && type !== "PAD") {
      faults.push(`${type} "${name}" has no part any more`);
    }
  });
  for (const end of ["inputs", "outputs"] as const) {
    const facts = (graph: Graph) =>
      JSON.stringify(graph[end].map((id) => factsOf(graph.tensors[id])));
    if (facts(before) !== facts(after)) faults.push(`the ${end} are others`);
  }
  return faults;
}

function factsOf({ dtype, shape, quantization }: Tensor) {
  return { dtype, shape, quantization };
}

/** Why an operator is no part of its origin. */
function operatorFault(
  operator: Operator,
  origin: Operator,
  before: Graph,
  after: Graph,
): string | undefined {
  if (operator.type !== origin.type) {
    return BETWEEN.has(operator.type) ? undefined : `its origin is ${origin.type}`;
  }
  if (settings(operator) !== settings(origin)) return "its attributes are others";
  if (operator.inputs.length !== origin.inputs.length) {
    return BETWEEN.has(operator.type) ? undefined : "it reads other inputs";
  }
  const place = operator.inputs.findIndex((id, i) =>
    !isSameOperand(operator, after.tensors[id], before.tensors[origin.inputs[i]])
  );
  if (place >= 0) return `input ${place} is another`;
  const [output, was] = [after.tensors[operator.outputs[0]], before.tensors[origin.outputs[0]]];
  return quantizationOf(output) === quantizationOf(was) ? undefined : "its output stores otherwise";
}

/** All attributes but the way of padding. */
function settings({ attributes, type }: Operator): string {
  if (BETWEEN.has(type)) return "";
  return JSON.stringify(Object.entries(attributes).filter(([name]) => name !== "padding").sort());
}

const quantizationOf = (tensor?: Tensor) => JSON.stringify([tensor?.dtype, tensor?.quantization]);

/** Whether a part reads what its origin reads: the same numbers, or data that is stored alike. */
function isSameOperand({ type }: Operator, now?: Tensor, was?: Tensor): boolean {
  if (now === undefined || was === undefined) return now === was;
  if (now.role !== was.role || quantizationOf(now) !== quantizationOf(was)) return false;
  if (now.role !== "constant" || BETWEEN.has(type)) return true;
  const [data, old] = [now.data ?? new Uint8Array(0), was.data ?? new Uint8Array(0)];
  if (String(now.shape) === String(was.shape)) {
    return data.length === old.length && data.every((byte, i) => byte === old[i]);
  }
  return isExtended(now, was, data, old);
}

/** Whether a filter of int8 is another one with zeros around its rows and columns. */
function isExtended(now: Tensor, was: Tensor, data: Uint8Array, old: Uint8Array): boolean {
  const [count, height, width, depth] = was.shape;
  const [sameCount, rows, columns, sameDepth] = now.shape;
  const isFilter = now.dtype === "int8" && now.shape.length === 4 && was.shape.length === 4;
  if (!isFilter || count !== sameCount || depth !== sameDepth) return false;
  for (let top = 0; top + height <= rows; top++) {
    for (let left = 0; left + width <= columns; left++) {
      const isThere = data.every((byte, i) => {
        const channel = i % depth;
        const x = Math.floor(i / depth) % columns - left;
        const y = Math.floor(i / depth / columns) % rows - top;
        const o = Math.floor(i / depth / columns / rows);
        if (x < 0 || y < 0 || x >= width || y >= height) return byte === 0;
        return byte === old[((o * height + y) * width + x) * depth + channel];
      });
      if (isThere) return true;
    }
  }
  return false;
}
