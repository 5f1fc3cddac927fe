/** Which value each pixel of each tensor holds: the numbers along the last dimension are a pixel. */

import { ABSENT, type Graph, type Operator, type Tensor } from "../graph/mod.ts";
import { KERNELS } from "./kernels/mod.ts";
import { pixelCount, type PixelQuery, type Pixels } from "./pixel_rule.ts";
import { PIXEL_RULES } from "./pixel_rules.ts";
import type { Values } from "./values.ts";

/** The values of all tensors of a graph. */
export interface PixelGraph {
  readonly graph: Graph;
  /** Per tensor that a run of all operators leaves: its pixels. */
  readonly pixels: ReadonlyMap<number, Pixels>;
  /** Per operator: number of the first value that was not there before. */
  readonly firsts: readonly number[];
  /** Values of operators that have a memory or an effect, in order. */
  readonly effects: readonly number[];
}

/** Works out the values of a graph, operator by operator. */
export function pixelsOf(graph: Graph, values: Values): PixelGraph {
  const { tensors, operators, inputs } = graph;
  const pixels = new Map<number, Pixels>();
  const wholes = new Map<number, number>();
  const named = (id: number, name: string) =>
    Array.from({ length: pixelCount(tensors[id]) }, (_, i) => values.text(`${name}, pixel ${i}`));
  inputs.forEach((id, place) => pixels.set(id, named(id, `input ${place}`)));
  const find = (id: number): Pixels => {
    const known = pixels.get(id);
    if (known) return known;
    const { role, name } = tensors[id];
    const found = constantPixels(tensors[id], values) ?? named(id, `${role} "${name}"`);
    pixels.set(id, found);
    return found;
  };
  const whole = (id: number): number => {
    if (id === ABSENT) return values.text("absent");
    const known = wholes.get(id);
    if (known !== undefined) return known;
    const data = constantOf(tensors[id]);
    const value = data ? values.bytes(data) : values.of([values.text("whole"), ...find(id)]);
    wholes.set(id, value);
    return value;
  };
  const firsts: number[] = [];
  const effects: number[] = [];
  for (const operator of operators) {
    firsts.push(values.count);
    const query: PixelQuery = {
      operator,
      values,
      inputs: operator.inputs.map((id) => tensors[id]),
      outputs: operator.outputs.map((id) => tensors[id]),
      pixelsAt: (place) => find(operator.inputs[place]),
      wholeAt: (place) => whole(operator.inputs[place]),
      label: (added, without) =>
        values.text(JSON.stringify([...settingsOf(operator, graph, without), ...added])),
    };
    const hasAnEffect = hasEffect(operator, query);
    const found = hasAnEffect ? undefined : PIXEL_RULES[operator.type]?.(query);
    if (found) {
      pixels.set(operator.outputs[0], found);
      continue;
    }
    const shapes = [...query.inputs, ...query.outputs].map((tensor) => tensor?.shape);
    const parts = operator.inputs.map((_, place) => query.wholeAt(place));
    // What has an effect may give other values each time: its turn is a part, too.
    if (hasAnEffect) parts.push(-1 - effects.length);
    const value = values.of([query.label([shapes]), ...parts]);
    if (hasAnEffect) effects.push(value);
    operator.outputs.forEach((id, o) => {
      const count = pixelCount(tensors[id]);
      pixels.set(id, Array.from({ length: count }, (_, i) => values.of([value, -1 - o, -1 - i])));
    });
  }
  graph.outputs.forEach(find);
  return { graph, pixels, firsts, effects };
}

/** All that makes an operator compute what it does, but shapes and an attribute to leave out. */
function settingsOf(operator: Operator, graph: Graph, without?: string) {
  const { type, dialect, attributes, inputs, outputs, calls } = operator;
  const stored = (id: number) => {
    if (id === ABSENT) return null;
    const { dtype, quantization, sparse, role } = graph.tensors[id];
    return [dtype, quantization ?? null, sparse ?? false, role === "variable"];
  };
  const named = Object.entries(attributes).filter(([name]) => name !== without).sort();
  return [type, dialect ?? "", named, inputs.map(stored), outputs.map(stored), calls ?? []];
}

/** Types of tensors that stand for something outside of them. */
const HANDLES = new Set(["resource", "variant"]);

/** Whether it may matter how often and in which order an operator runs. */
function hasEffect({ type, calls, outputs }: Operator, query: PixelQuery): boolean {
  const operands = [...query.inputs, ...query.outputs];
  return !KERNELS[type] || calls !== undefined || outputs.length === 0 ||
    operands.some((tensor) => tensor?.role === "variable" || HANDLES.has(tensor?.dtype ?? ""));
}

function constantOf({ role, data }: Tensor): Uint8Array | undefined {
  return role === "constant" ? data : undefined;
}

/** The pixels of a constant; `undefined` where it has no bytes, or no whole bytes to a pixel. */
function constantPixels(tensor: Tensor, values: Values): Pixels | undefined {
  const data = constantOf(tensor);
  const count = pixelCount(tensor);
  const size = (data?.length ?? 0) / count;
  if (data === undefined || tensor.sparse || !Number.isInteger(size)) return undefined;
  return Array.from(
    { length: count },
    (_, i) => values.bytes(data.subarray(i * size, i * size + size)),
  );
}
