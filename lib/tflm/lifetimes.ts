/** When TFLM takes each tensor and each operator's scratch to be live. */

import { ABSENT } from "../graph/mod.ts";
import type { PreparedGraph } from "./prepare.ts";
import type { TflmSource } from "./source.ts";

/** A half-open range of steps. */
export interface Lifetime {
  /** The first step. */
  readonly start: number;
  /** The first step after it. */
  readonly end: number;
}

/** The lifetimes of a model: per subgraph, by id. */
export interface Lifetimes {
  /** Of each tensor. */
  readonly tensors: readonly (readonly Lifetime[])[];
  /** Of the scratch of each operator. */
  readonly operators: readonly (readonly Lifetime[])[];
}

/** `BuiltinOperator` codes of IF, WHILE and CALL_ONCE; TFLM looks at the newer of two fields only. */
const CONTROL_FLOW = [118, 119, 129];

/** More steps than any model has; calls that branch inside calls could go on almost without end. */
const MOST_STEPS = 1_000_000;

/**
 * Walks the main graph and the subgraphs that its control flow calls, as
 * `AllocationInfoBuilder::MarkAllocationLifetimes` does (tflite-micro, micro_allocation_info.cc):
 *
 * 1. A counter starts at 0; the inputs of a subgraph live from there.
 * 2. Each operator counts on; its outputs live from there, unless they lived before. Each subgraph
 *    that it calls counts on once more, and is walked in between.
 * 3. Then its inputs and outputs live at least up to the counter, and its scratch from its start.
 * 4. At the end of a subgraph its outputs live up to the counter.
 *
 * TFLM's lifetimes are inclusive and begin at -1 (for tensors that nobody touches, or that are read
 * but never written); here they are half-open and begin at 0.
 *
 * @throws {RangeError} If the calls of a model lead through more than a million steps.
 */
export function lifetimes(source: TflmSource, prepared: readonly PreparedGraph[]): Lifetimes {
  const spans = (count: number) => Array.from({ length: count }, () => ({ first: -1, last: -1 }));
  const tensors = prepared.map(({ graph }) => spans(graph.tensors.length));
  const operators = prepared.map(({ graph }) => spans(graph.operators.length));
  let scope = 0;

  const walk = (index: number): void => {
    const { graph, operators: order } = prepared[index];
    const bear = (id: number) => {
      if (id !== ABSENT && tensors[index][id].first < 0) tensors[index][id].first = scope;
    };
    const use = (id: number) => {
      if (id !== ABSENT) tensors[index][id].last = scope;
    };
    graph.inputs.forEach((id) => (bear(id), use(id)));
    for (const { operator: o } of order) {
      const { inputs, outputs, calls = [] } = graph.operators[o];
      if (++scope > MOST_STEPS) {
        throw new RangeError(
          `Cannot walk the model: at most ${MOST_STEPS} steps wanted, more came`,
        );
      }
      outputs.forEach(bear);
      const start = scope;
      const { opcodeIndex } = source.subgraphs[index].operators[o];
      const { builtinCode } = source.operatorCodes[opcodeIndex];
      for (const called of CONTROL_FLOW.includes(builtinCode) ? calls : []) {
        scope++;
        walk(called);
      }
      inputs.forEach(use);
      outputs.forEach(use);
      const scratch = operators[index][o];
      if (scratch.first < 0) scratch.first = start;
      scratch.last = scope;
    }
    graph.outputs.forEach((id) => (bear(id), use(id)));
  };
  if (prepared.length > 0) walk(0);

  const halfOpen = (all: { first: number; last: number }[][]) =>
    all.map((list) => list.map(({ first, last }) => ({ start: first + 1, end: last + 2 })));
  return { tensors: halfOpen(tensors), operators: halfOpen(operators) };
}
