/** Judges a memory plan for TFLM, which itself checks nothing but the number of offsets. */

import { DTYPE_BITS, type Graph, type Operator, quoted } from "../graph/mod.ts";
import { viewsOf } from "../operators/mod.ts";
import { type Allowance, roundUp } from "../tmm/mod.ts";
import { type OfflineOffsets, ONLINE, parsePlan } from "./offline_plan.ts";
import { prepareModel } from "./prepare.ts";
import { type PlanRecord, planRecords } from "./records.ts";
import type { TflmSource } from "./source.ts";
import { ARENA_ALIGNMENT, platformOf, type TflmPlatform } from "./target.ts";
import { flowFault } from "./value_flow.ts";

/** The rules that a plan has to keep. */
export type PlanRule =
  | "truncated"
  | "count"
  | "negative"
  | "alignment"
  | "variable"
  | "range"
  | "overlap";

/** A broken rule and a sentence to read. */
export interface PlanFault {
  /** The rule that is broken. */
  readonly rule: PlanRule;
  /** What was found, with tensors and bytes. */
  readonly message: string;
}

/** What a plan is judged by; machine and kernels tell for which scratch there must be room. */
export interface PlanFaultOptions extends Partial<TflmPlatform> {
  /** Which outputs of an operator may share bytes with which inputs; nothing may if absent. */
  readonly sharingOf?: (operator: Operator, graph: Graph) => readonly Allowance[];
  /** Bytes that the plan may use; those of all buffers side by side if absent. */
  readonly limit?: number;
}

/** A record with a fixed place. */
interface Fixed extends PlanRecord {
  readonly tensor: number;
  readonly offset: number;
}

/**
 * Everything that is wrong with the payload of a plan for a model; empty if TFLM can run by it.
 *
 * A payload that is too short, or whose offsets are not as many as the model's tensors, is judged no
 * further. Offsets of constants do not count: TFLM does not look at them. Two tensors may overlap
 * only while the operator runs that reads the one for the last time and writes the other, and only
 * as `sharingOf` allows; tensors that are parts of others may lie in them as long as every byte that
 * is read still holds what was written for it.
 */
export function planFaults(
  source: TflmSource,
  payload: Uint8Array,
  options: PlanFaultOptions = {},
): PlanFault[] {
  const count = source.graphs.reduce((sum, { tensors }) => sum + tensors.length, 0);
  let offsets: OfflineOffsets;
  try {
    offsets = parsePlan(payload).offsets;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [{ rule: "truncated", message: error.message }];
  }
  if (offsets.length !== count) {
    const message =
      `The plan has ${offsets.length} offsets, the model has ${count} tensors: it is ` +
      "the plan of another model";
    return [{ rule: "count", message }];
  }
  const { target, build } = platformOf(options);
  const prepared = prepareModel(source, { target, build });
  const records = planRecords(source, prepared, offsets);
  const fixed = records.filter((record): record is Fixed =>
    record.planned && record.offset !== undefined
  );
  const valid = fixed.filter(({ offset }) => offset >= 0);
  const total = records.reduce(
    (sum, { planned, bytes }) => planned ? sum + roundUp(bytes, ARENA_ALIGNMENT) : sum,
    0,
  );
  const places = source.graphs.map(() => new Map<number, number>());
  for (const { subgraph, tensor, offset } of fixed) places[subgraph].set(tensor, offset);
  return [
    ...fixed.flatMap((record) =>
      placeFaults(source, record, options.limit ?? total, places[record.subgraph])
    ),
    ...overlapFaults(source, valid, options.sharingOf ?? (() => [])),
  ];
}

/** Whether a tensor of single bytes lies at its place in a whole that is aligned. */
function isAlignedView(
  { graphs }: TflmSource,
  { subgraph, tensor, offset }: Fixed,
  places: ReadonlyMap<number, number>,
): boolean {
  const graph = graphs[subgraph];
  const view = viewsOf(graph)[tensor];
  const start = places.get(view.root);
  return DTYPE_BITS[graph.tensors[tensor].dtype] === 8 && view.root !== tensor &&
    start !== undefined && start % ARENA_ALIGNMENT === 0 && offset === start + view.offset;
}

/** What is wrong with the place of one tensor. */
function placeFaults(
  source: TflmSource,
  record: Fixed,
  limit: number,
  places: ReadonlyMap<number, number>,
): PlanFault[] {
  const faults: PlanFault[] = [];
  const { subgraph, tensor, offset, bytes } = record;
  const report = (rule: PlanRule, what: string) =>
    faults.push({ rule, message: `${nameOf(source, record)} ${what}` });
  if (source.subgraphs[subgraph].tensors[tensor].isVariable) {
    report("variable", `is a variable and must have ${ONLINE}, not offset ${offset}`);
  }
  if (offset < 0) {
    report("negative", `has offset ${offset}; only ${ONLINE} may be negative`);
    return faults;
  }
  if (offset % ARENA_ALIGNMENT !== 0 && !isAlignedView(source, record, places)) {
    report("alignment", `has offset ${offset}, which is no multiple of ${ARENA_ALIGNMENT}`);
  }
  if (offset + bytes > limit) {
    report("range", `ends at ${offset + bytes}, beyond the ${limit} bytes that the plan may use`);
  }
  return faults;
}

/**
 * Tensors that overlap while both are live, unless all of them are parts of each other: under a plan
 * with views, what counts is that every operator finds the values that it is to read.
 */
function overlapFaults(
  source: TflmSource,
  fixed: readonly Fixed[],
  sharingOf: (operator: Operator, graph: Graph) => readonly Allowance[],
): PlanFault[] {
  const faults = overlaps(source, fixed, sharingOf);
  const [graph, ...others] = source.graphs;
  const isPlain = others.length === 0 && graph.tensors.every(({ role }) => role !== "variable");
  const views = isPlain ? viewsOf(graph) : [];
  if (faults.length === 0 || views.every(({ root }, id) => root === id)) return faults;
  const offsets: (number | undefined)[] = graph.tensors.map(() => undefined);
  for (const { tensor, offset } of fixed) offsets[tensor] = offset;
  const fault = flowFault({ graph, offsets, sharingOf });
  if (fault === undefined) return [];
  return [{ rule: "overlap", message: `By the plan, ${fault}` }, ...faults];
}

/** In the steps before it nothing runs: what is live there only, nobody reads or writes. */
const FIRST_STEP = 1;

/** Overlaps that are listed: of thousands of tensors in one place, every pair would be one. */
const MOST_OVERLAPS = 1000;

/** Pairs that are live together and have bytes in common without a permission. */
function overlaps(
  source: TflmSource,
  fixed: readonly Fixed[],
  sharingOf: (operator: Operator, graph: Graph) => readonly Allowance[],
): PlanFault[] {
  const allowed = permissions(source, sharingOf);
  const found: [low: Fixed, high: Fixed][] = [];
  const sentence = ([low, high]: [Fixed, Fixed]): PlanFault => ({
    rule: "overlap",
    message: `${nameOf(source, low)} and ${nameOf(source, high)} overlap by ` +
      `${
        commonBytes(low, high)
      } bytes (offsets ${low.offset} and ${high.offset}) while both are live`,
  });
  let live: Fixed[] = [];
  for (const record of [...fixed].sort((a, b) => a.start - b.start)) {
    live = live.filter(({ end }) => end > Math.max(record.start, FIRST_STEP));
    for (const other of record.end > FIRST_STEP ? live : []) {
      const [low, high] = other.offset <= record.offset ? [other, record] : [record, other];
      if (commonBytes(low, high) <= 0 || allowed(low, high) || allowed(high, low)) continue;
      found.push([low, high]);
      if (found.length === MOST_OVERLAPS) return found.map(sentence);
    }
    live.push(record);
  }
  return found.sort(([a, b], [c, d]) => a.offset - c.offset || b.offset - d.offset).map(sentence);
}

function commonBytes(low: Fixed, high: Fixed): number {
  return Math.min(low.offset + low.bytes, high.offset + high.bytes) - high.offset;
}

/** Whether an input and an output of one operator may lie as they do. */
function permissions(
  source: TflmSource,
  sharingOf: (operator: Operator, graph: Graph) => readonly Allowance[],
): (input: Fixed, output: Fixed) => boolean {
  const bySubgraph = source.graphs.map((graph) => {
    const known = new Map<string, Allowance>();
    for (const operator of graph.operators) {
      for (const allowance of sharingOf(operator, graph)) {
        known.set(`${allowance.input} ${allowance.output}`, allowance);
      }
    }
    return known;
  });
  return (input, output) => {
    if (input.subgraph !== output.subgraph) return false;
    const allowance = bySubgraph[input.subgraph].get(`${input.tensor} ${output.tensor}`);
    // Live together in the one step that reads the input for the last time and begins the output.
    if (allowance === undefined || input.end !== output.start + 1) return false;
    const distance = input.offset - output.offset;
    return allowance.exact ? distance === allowance.distance : distance >= allowance.distance;
  };
}

function nameOf(source: TflmSource, { subgraph, tensor }: Fixed): string {
  const { name } = source.graphs[subgraph].tensors[tensor];
  const place = subgraph === 0 ? "" : ` of subgraph ${subgraph}`;
  return `Tensor ${tensor}${place} (${quoted(name)})`;
}
