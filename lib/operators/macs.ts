/** Multiply-accumulates: the work of a graph in the unit that networks are compared by. */

import { type Graph, type Operator, type Tensor, want } from "../graph/mod.ts";
import { Unknown } from "./query.ts";
import { ruleOf } from "./rules.ts";

/** The work of a graph. */
export interface Macs {
  /** Multiply-accumulates per operator, those of the graphs that it calls included. */
  readonly operators: readonly number[];
  /** Their sum. */
  readonly total: number;
}

/**
 * Multiply-accumulates of one run, from shapes alone: products with weights, or of two matrices. Each
 * rule says its formula. Windows that reach over the edge of an image count in full, as they do in
 * the literature. 0 for operators that do not multiply by weights, for types without a rule, and for
 * operators that lack the operands to tell.
 *
 * @param graphs Those of the model, which operators may call: of a loop one pass counts, of branches
 * the one that multiplies most.
 */
export function macsOf(graph: Graph, graphs: readonly Graph[] = []): Macs {
  want(graph?.operators, "count multiplications", "a graph", graph);
  const known = new Map<Graph, Macs>();
  const count = (inner: Graph): Macs => {
    const found = known.get(inner);
    if (found) return found;
    const { operators, tensors } = inner;
    const each = operators.map((operator) => {
      const called = (operator.calls ?? []).map((call) =>
        graphs[call] ? count(graphs[call]).total : 0
      );
      const inside = isChoice(operator) ? Math.max(0, ...called) : sum(called);
      return macsOfOperator(operator, tensors) + inside;
    });
    const macs = { operators: each, total: sum(each) };
    known.set(inner, macs);
    return macs;
  };
  return count(graph);
}

/** Whether one of the graphs that an operator calls runs; else all do. */
function isChoice({ type }: Operator): boolean {
  return /if$/i.test(type);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function macsOfOperator(operator: Operator, tensors: readonly Tensor[]): number {
  try {
    return ruleOf(operator)?.macs?.({ operator, tensors }) ?? 0;
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
    return 0;
  }
}
