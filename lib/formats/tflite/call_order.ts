/** Calls between the subgraphs of a file: no subgraph may call itself, directly or through others. */

import type { Graph } from "../../graph/mod.ts";
import { FormatError } from "../format_error.ts";
import { checkLimit, type Limits } from "../limits.ts";

/**
 * Refuses circles of calls, and calls that are nested deeper than the limit.
 *
 * @throws {FormatError} At the operator that closes a circle or goes too deep.
 */
export function checkCalls(graphs: readonly Graph[], limits: Limits): void {
  const calls = graphs.map((graph) =>
    graph.operators.flatMap(({ calls = [] }, o) => calls.map((called) => ({ o, called })))
  );
  const depth = new Map<number, number>(); // of the subgraphs whose calls have all been followed
  for (const start of graphs.keys()) {
    if (depth.has(start)) continue;
    // The calls that are open now, each with the next of its own calls to follow.
    const open = [{ index: start, next: 0, deepest: 0 }];
    const entered = new Set([start]);
    while (open.length > 0) {
      const top = open[open.length - 1];
      const call = calls[top.index][top.next];
      if (call === undefined) {
        depth.set(top.index, top.deepest);
        entered.delete(top.index);
        open.pop();
        continue;
      }
      const place = `subgraphs[${top.index}].operators[${call.o}]`;
      const found = `a call of subgraph ${call.called}`;
      if (entered.has(call.called)) {
        throw new FormatError("tflite", place, "calls that end", `${found}, which calls this one`);
      }
      const below = depth.get(call.called);
      if (below === undefined) {
        entered.add(call.called);
        open.push({ index: call.called, next: 0, deepest: 0 });
        continue;
      }
      top.next++;
      top.deepest = Math.max(top.deepest, below + 1);
      // Programs that walk the calls need a stack of this depth.
      checkLimit(limits, "depth", top.deepest, "tflite", place);
    }
  }
}
