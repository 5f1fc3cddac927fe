/** Which outputs may share memory with which inputs under a kernel set, and why others may not. */

import { type Graph, type Operator, want } from "../graph/mod.ts";
import { type AccessPair, accessPairs } from "../operators/mod.ts";
import type { Allowance, MemoryModel } from "../tmm/mod.ts";
import { type KernelSet, type KernelSetName, kernelSetNamed } from "./kernel_set.ts";
import { allOf, elementBytes, type Verdict } from "./verdict.ts";

/** An input and an output of an operator that must not share memory. */
export interface Refusal {
  /** Operator id. */
  readonly operator: number;
  /** Tensor id of the input. */
  readonly input: number;
  /** Tensor id of the output. */
  readonly output: number;
  /** Why not: a clause to show. */
  readonly reason: string;
}

/** Everything that a kernel set says about a graph. */
export interface Reuse {
  /** Per operator: what may share. */
  readonly allowances: readonly (readonly Allowance[])[];
  /** What may not, and why. */
  readonly refusals: readonly Refusal[];
}

/**
 * What may share memory in a graph, and the reason for each refusal. Whether an input dies where it
 * would be overwritten depends on the schedule and is not looked at here.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { load, reuseOf, zoo } from "@tmm/tmm";
 * const { graphs: [graph] } = load(zoo[0].build({ weights: "none" }));
 * const { allowances, refusals } = reuseOf(graph, "portable");
 * const last = graph.operators.length - 1;
 * assert.equal(graph.operators[last].type, "SOFTMAX");
 * assert.deepEqual(allowances[last].map(({ distance, exact }) => [distance, exact]), [[0, true]]);
 * assert.equal(graph.operators[refusals[0].operator].type, "CONV_2D"); // and why: its `reason`
 * ```
 *
 * @throws {RangeError} If there is no kernel set of that name.
 */
export function reuseOf(graph: Graph, name: KernelSetName): Reuse {
  want(graph?.operators, "tell who may share memory", "a graph", graph);
  const set = kernelSetNamed(name);
  const refusals: Refusal[] = [];
  const allowances = graph.operators.map((operator, o) =>
    judgePairs(operator, graph, set).flatMap(([{ input, output }, verdict]) => {
      if (!("refusal" in verdict)) return [{ input, output, ...verdict }];
      refusals.push({ operator: o, input, output, reason: verdict.refusal });
      return [];
    })
  );
  return { allowances, refusals };
}

/**
 * The part of a memory model that says what may share, for a kernel set.
 *
 * @throws {RangeError} If there is no kernel set of that name.
 */
export function sharingUnder(name: KernelSetName): MemoryModel["sharingOf"] {
  const set = kernelSetNamed(name);
  return (operator, graph) =>
    judgePairs(operator, graph, set).flatMap(([{ input, output }, verdict]) =>
      "refusal" in verdict ? [] : [{ input, output, ...verdict }]
    );
}

/** A verdict on every pair of an activation that an operator reads and one that it writes. */
function judgePairs(operator: Operator, graph: Graph, set: KernelSet): [AccessPair, Verdict][] {
  return accessPairs(operator, graph)
    .filter(({ input, output }) =>
      graph.tensors[input].bytes > 0 && graph.tensors[output].bytes > 0
    )
    .map((pair) => [pair, judge(operator, graph, pair, set)]);
}

function judge(operator: Operator, graph: Graph, pair: AccessPair, set: KernelSet): Verdict {
  const { tensors } = graph;
  if (!set.judge) return { refusal: `the kernel set ${set.name} lets nothing share` };
  if (graph.inputs.includes(pair.output)) return { refusal: "the caller writes the output before" };
  if (operator.outputs.includes(pair.input)) {
    return { refusal: "the operator writes the input, too" };
  }
  // Graphs that are known by their bytes only say themselves what may be overwritten.
  if (operator.attributes["inplace"] === pair.input && operator.outputs[0] === pair.output) {
    return { distance: 0, exact: true };
  }
  const [input, output] = [tensors[pair.input], tensors[pair.output]];
  if (![input, output].every((tensor) => Number.isInteger(elementBytes(tensor)))) {
    return { refusal: "several elements share a byte" };
  }
  if (pair.refusal !== undefined) return { refusal: pair.refusal };
  const ask = set.judge;
  return allOf(pair.accesses.map((access) => ask({ operator, tensors, input, output, access })));
}
