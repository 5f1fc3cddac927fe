/** Multiply-accumulates: the work of a graph in the unit that networks are compared by. */

import type { Graph, Operator, Tensor } from "../graph/mod.ts";
import { Unknown } from "./query.ts";
import { ruleOf } from "./rules.ts";

/** The work of a graph. */
export interface Macs {
  /** Multiply-accumulates per operator. */
  readonly operators: readonly number[];
  /** Their sum. */
  readonly total: number;
}

/**
 * Multiply-accumulates of one run, from shapes alone: products with weights, or of two matrices. Each
 * rule says its formula. Windows that reach over the edge of an image count in full, as they do in
 * the literature. 0 for operators that do not multiply by weights, for types without a rule, and for
 * operators that lack the operands to tell.
 */
export function macsOf({ operators, tensors }: Graph): Macs {
  const each = operators.map((operator) => macsOfOperator(operator, tensors));
  return { operators: each, total: each.reduce((sum, macs) => sum + macs, 0) };
}

function macsOfOperator(operator: Operator, tensors: readonly Tensor[]): number {
  try {
    return ruleOf(operator)?.macs?.({ operator, tensors }) ?? 0;
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
    return 0;
  }
}
