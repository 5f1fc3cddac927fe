/** What a schedule needs, from the words of the design and the graph alone: shares no code with `lib`. */

import type { Graph } from "../../lib/graph/mod.ts";
import type { MemoryModel } from "../../lib/tmm/mod.ts";

/** A small graph, ready to be asked what each operator needs after a set of others (bits of a number). */
export interface Judge {
  readonly operators: number;
  /** Whether an operator may run after a set. */
  mayRun(done: number, operator: number): boolean;
  /** Bytes that are live while an operator runs after a set. */
  need(done: number, operator: number): number;
}

/** A judge for graphs of up to 30 operators without variables, at alignment 1. */
export function judgeOf(graph: Graph, memory: MemoryModel): Judge {
  const { operators, tensors } = graph;
  const size = tensors.map((tensor) => memory.bytesOf(tensor));
  const scratch = operators.map((operator) =>
    memory.scratchOf(operator, graph).reduce((sum, bytes) => sum + bytes, 0)
  );
  const maker = tensors.map((_, id) => operators.findIndex(({ outputs }) => outputs.includes(id)));
  const readers = tensors.map((_, id) =>
    operators.reduce((bits, { inputs }, o) => inputs.includes(id) ? bits | (1 << o) : bits, 0)
  );
  const isOutput = tensors.map((_, id) => graph.outputs.includes(id));
  const sharing = operators.map((operator) =>
    memory.sharingOf(operator, graph).map(({ input, output, distance, exact }) => {
      let common = 0;
      for (let at = distance; at <= (exact ? distance : 64); at++) {
        let both = 0;
        for (let byte = 0; byte < size[output]; byte++) {
          if (byte >= at && byte < at + size[input]) both++;
        }
        common = Math.max(common, both);
      }
      return { input, output, common };
    })
  );
  const known = new Map<number, number>();

  const neededAfter = (id: number, done: number) => isOutput[id] || (readers[id] & ~done) !== 0;
  const credit = (done: number, operator: number) => {
    const after = done | (1 << operator);
    const dead = sharing[operator].filter(({ input }) => !neededAfter(input, after));
    const side = (key: "input" | "output") =>
      [...new Set(dead.map((one) => one[key]))].reduce((sum, id) => {
        const common = dead.filter((one) => one[key] === id).reduce((s, one) => s + one.common, 0);
        return sum + Math.min(size[id], common);
      }, 0);
    return Math.min(side("input"), side("output"));
  };

  return {
    operators: operators.length,
    mayRun(done, operator) {
      if ((done >> operator) & 1) return false;
      const waits = operators[operator].inputs.filter((id) => maker[id] >= 0);
      if (waits.some((id) => ((done >> maker[id]) & 1) === 0)) return false;
      return graph.controlEdges.every(([before, after]) =>
        after !== operator || ((done >> before) & 1) === 1
      );
    },
    need(done, operator) {
      const key = done * 32 + operator;
      const found = known.get(key);
      if (found !== undefined) return found;
      const { inputs, outputs } = operators[operator];
      let bytes = scratch[operator] - credit(done, operator);
      tensors.forEach((_, id) => {
        const touched = inputs.includes(id) || outputs.includes(id);
        const exists = graph.inputs.includes(id) || (maker[id] >= 0 && ((done >> maker[id]) & 1));
        const lingers = exists && neededAfter(id, done);
        // An input that nobody reads is live in the first step.
        const ignored = done === 0 && graph.inputs.includes(id);
        if (touched || lingers || ignored) bytes += size[id];
      });
      known.set(key, bytes);
      return bytes;
    },
  };
}

/** The peak of a schedule. */
export function peakByJudge(judge: Judge, schedule: readonly number[]): number {
  let [done, peak] = [0, 0];
  for (const operator of schedule) {
    if (!judge.mayRun(done, operator)) return NaN;
    peak = Math.max(peak, judge.need(done, operator));
    done |= 1 << operator;
  }
  return peak;
}

/** The lowest peak over all orders, by trying them; leaves an order once it is no better than another. */
export function leastByBruteForce(judge: Judge): number {
  let best = Infinity;
  const tryAll = (done: number, ran: number, peak: number) => {
    if (peak >= best) return;
    if (ran === judge.operators) {
      best = peak;
      return;
    }
    for (let operator = 0; operator < judge.operators; operator++) {
      if (!judge.mayRun(done, operator)) continue;
      tryAll(done | (1 << operator), ran + 1, Math.max(peak, judge.need(done, operator)));
    }
  };
  tryAll(0, 0, 0);
  return best;
}

/** The lowest peak by plain dynamic programming over sets of executed operators, one size at a time. */
export function leastBySets(judge: Judge): number {
  let level = new Map([[0, 0]]);
  for (let size = 0; size < judge.operators; size++) {
    const next = new Map<number, number>();
    for (const [done, peak] of level) {
      for (let operator = 0; operator < judge.operators; operator++) {
        if (!judge.mayRun(done, operator)) continue;
        const after = done | (1 << operator);
        const through = Math.max(peak, judge.need(done, operator));
        if (through < (next.get(after) ?? Infinity)) next.set(after, through);
      }
    }
    level = next;
  }
  return Math.max(...level.values());
}
