/** What the graphs that control flow calls need while the calling operator runs. */

import { type Graph, type Model, want } from "../graph/mod.ts";
import { accountFor, type Accounting } from "./accounting.ts";
import { peakOf } from "./live_range.ts";
import type { MemoryModel } from "./memory_model.ts";
import { givenOrder } from "./schedule.ts";

/**
 * The numbers of a model's main graph under a memory model. The graphs that an operator calls (IF,
 * WHILE, CALL_ONCE) run one after the other, in their own order: the operator needs the largest of
 * their peaks besides its own tensors.
 */
export function accountModel(
  model: Pick<Model, "graphs" | "main">,
  memory: MemoryModel,
): Accounting {
  want(model?.graphs, "account for a model", "a model from load()", model);
  const known = new Map<number, Accounting>();
  const account = (index: number): Accounting => {
    const found = known.get(index);
    if (found) return found;
    const graph: Graph = model.graphs[index];
    const accounting = accountFor(graph, memory, (operator) => {
      const calls = graph.operators[operator].calls ?? [];
      return calls.reduce((most, called) => {
        const inner = account(called);
        return Math.max(most, peakOf(inner, givenOrder(inner.graph)));
      }, 0);
    });
    known.set(index, accounting);
    return accounting;
  };
  const main = account(model.main);
  known.delete(model.main);
  return { ...main, called: [...known.values()].map(({ graph }) => graph) };
}
