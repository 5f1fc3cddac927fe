/** If, Loop and Scan: operators that call graphs, which are read with the types that they are given. */

import { ABSENT, type Operator, type Tensor } from "../../graph/mod.ts";
import { type Resolution, type Resolved, UNRANKED, valuesOf } from "../../operators/mod.ts";
import { joinedBranches } from "../branches.ts";
import { FormatError } from "../format_error.ts";
import { type CalledGraph, type Reading, resolvedAs, type Scope } from "./scope.ts";
import { type GraphProto, NAME } from "./schema.ts";

/** What is known about the outputs, and the graphs that run. */
export interface ControlResolution extends Resolution {
  readonly calls: readonly CalledGraph[];
}

const INT64: Resolved = { dtype: "int64", shape: [] };
const BOOL: Resolved = { dtype: "bool", shape: [] };

/** `undefined` for operators that call no graph. @throws {FormatError} If a graph is missing. */
export function resolveControlFlow(
  operator: Operator,
  graphs: ReadonlyMap<string, GraphProto>,
  outer: Scope,
  reading: Reading,
  place: string,
): ControlResolution | undefined {
  const { type } = operator;
  const { tensors } = outer;
  const read = (graph: GraphProto, name: string, inputs: readonly Resolved[]) =>
    reading.readGraph(graph, `${place}.${name}`, { outer, inputs });
  const body = (name: string) =>
    graphs.get(name) ?? missing(`${place}.attribute`, `a graph "${name}" of ${type}`);
  const given = operator.inputs.map((id): Resolved | undefined =>
    id === ABSENT ? undefined : resolvedAs(tensors[id])
  );
  if (type === "If") {
    const condition = tensors[operator.inputs[0] ?? ABSENT];
    const branches = runningBranches(condition, reading);
    const calls = branches.map((name) => read(body(name), name, []));
    const results = calls.map((call) => call.outputs);
    return { ...joinedBranches(operator.outputs.length, results), calls };
  }
  if (type === "Loop") {
    const [trips, , ...states] = given;
    const inputs = [INT64, BOOL, ...states.map((state) => state ? carried(state) : unknown)];
    const call = read(body("body"), "body", inputs);
    const most = trips?.values?.[0] ?? NaN;
    return { ...looped(call.outputs.slice(1), states, [most], []), calls: [call] };
  }
  if (type === "Scan" && reading.opset >= 9) {
    const called = scanned(operator, given);
    const call = read(body("body"), "body", called.inputs);
    const { states, length, axes } = called;
    return { ...looped(call.outputs, states, [length], axes), calls: [call] };
  }
  if (graphs.size === 0) return undefined;
  const calls = [...graphs].map(([name, graph]) => read(graph, name, []));
  const outputs = operator.outputs.map(() => unknown);
  return { outputs, calls, atMost: false, unknown: `no rule for the graphs of ${type} is known` };
}

const unknown: Resolved = { shape: UNRANKED };

/** The branches that can run: one only where the condition is known before anything runs. */
function runningBranches(condition: Tensor | undefined, { counts }: Reading): string[] {
  const [value] = (condition && valuesOf(condition)) ?? [];
  if (value === undefined || Number.isNaN(value)) return ["then_branch", "else_branch"];
  counts.skippedBranches++;
  return [value !== 0 ? "then_branch" : "else_branch"];
}

function sameRank(a: readonly number[], b: readonly number[]): boolean {
  return a !== UNRANKED && b !== UNRANKED && a.length === b.length;
}

/** A value that each pass of a loop makes anew: its numbers change, its shape should not. */
function carried({ dtype, shape }: Resolved): Resolved {
  return { dtype, shape };
}

/**
 * The outputs of a loop: the states of the last pass, then what each pass adds to a list. A state
 * whose shape changes from the first pass to the second has open dimensions there.
 */
function looped(
  results: readonly Resolved[],
  states: readonly (Resolved | undefined)[],
  [passes]: readonly [number],
  axes: readonly number[],
): Resolution {
  let changes = false;
  const outputs = results.map((result, place): Resolved => {
    if (place >= states.length) {
      if (result.shape === UNRANKED) return carried(result);
      const axis = axes[place - states.length] ?? 0;
      const at = axis < 0 ? axis + result.shape.length + 1 : axis;
      return { dtype: result.dtype, shape: result.shape.toSpliced(at, 0, passes) };
    }
    const before = states[place]?.shape ?? UNRANKED;
    if (before === UNRANKED || result.shape === UNRANKED) return carried(result);
    const same = sameRank(before, result.shape) &&
      before.every((size, d) => size === result.shape[d]);
    if (same) return carried(result);
    changes ||= ![...before, ...result.shape].some(Number.isNaN);
    if (before.length !== result.shape.length) return { dtype: result.dtype, shape: UNRANKED };
    const shape = before.map((size, d) => size === result.shape[d] ? size : NaN);
    return { dtype: result.dtype, shape };
  });
  const why = changes ? { unknown: "the shape of a state changes from pass to pass" } : {};
  return { outputs, atMost: false, ...why };
}

/** A Scan takes slices of its last inputs, one per pass. */
function scanned({ attributes }: Operator, given: readonly (Resolved | undefined)[]) {
  const count = Number(attributes["num_scan_inputs"] ?? 0);
  const list = (name: string) => {
    const value = attributes[name];
    return Array.isArray(value) ? value as readonly number[] : [];
  };
  const states = given.slice(0, given.length - count);
  let length = NaN;
  const slices = given.slice(given.length - count).map((input, i): Resolved => {
    if (!input || input.shape === UNRANKED) return unknown;
    const axis = list("scan_input_axes")[i] ?? 0;
    const at = axis < 0 ? axis + input.shape.length : axis;
    length = input.shape[at] ?? NaN;
    return { dtype: input.dtype, shape: input.shape.toSpliced(at, 1) };
  });
  const inputs = [...states.map((state) => state ? carried(state) : unknown), ...slices];
  return { states, inputs, length, axes: list("scan_output_axes") };
}

function missing(place: string, what: string): never {
  throw new FormatError(NAME, place, what, "none");
}
