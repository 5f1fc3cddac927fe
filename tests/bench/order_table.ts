/** Prints the tables about schedulers: a peer's graphs, ten networks, and growth with the operators. */

import { depthFirst, exact, given, tensorLoads } from "../../lib/order/mod.ts";
import {
  accountFor,
  type Accounting,
  activationsOnly,
  givenOrder,
  memoryMap,
} from "../../lib/tmm/mod.ts";
import { type Growth, writeGrowth } from "./growth_chart.ts";
import { growing, networks, peerGraphs, widening } from "./order_networks.ts";
import { bytes, printTable, timed } from "./tables.ts";

type Cells = (string | number)[];

function verdict({ optimal, peak, bound }: ReturnType<typeof exact>): string {
  return optimal ? "proven" : `gap ${(100 * (peak / bound - 1)).toFixed(1)} %`;
}

/** The same numbers anew, so that no run profits from what one before has looked up. */
const anew = (accounting: Accounting): Accounting => ({
  ...accounting,
  predecessors: [...accounting.predecessors],
});

function* peerRows(): Generator<Cells> {
  for (const { name, accounting, peerSeconds } of peerGraphs()) {
    const { result, first, fastest } = timed(() => exact(anew(accounting)));
    yield [
      name,
      accounting.memory.name,
      accounting.predecessors.length,
      bytes(given(accounting).peak),
      bytes(result.peak),
      verdict(result),
      first.toFixed(2),
      fastest.toFixed(2),
      peerSeconds ?? "not measured",
      peerSeconds === undefined ? "" : `${Math.floor(peerSeconds / first)} times`,
    ];
  }
}

function* networkRows(): Generator<Cells> {
  for (const { name, accounting } of networks()) {
    const file = given(accounting);
    const deep = timed(() => depthFirst(accounting));
    const { result: best, fastest } = timed(() => exact(anew(accounting)));
    yield [
      name,
      accounting.predecessors.length,
      bytes(file.peak),
      bytes(deep.result.peak),
      bytes(best.peak),
      verdict(best),
      `${tensorLoads(accounting, file.schedule)} → ${tensorLoads(accounting, best.schedule)}`,
      best.states,
      (1000 * deep.fastest).toFixed(1),
      (1000 * fastest).toFixed(0),
    ];
  }
}

const points: Growth[] = [];

function* growthRows(): Generator<Cells> {
  for (const [family, make] of Object.entries({ ...growing, ...widening })) {
    for (const size of family in growing ? [100, 300, 1000, 3000, 10_000] : [16, 32, 48, 64, 80]) {
      const graph = make(size);
      const mapped = timed(() => {
        const accounting = accountFor({ ...graph }, activationsOnly);
        memoryMap(accounting, givenOrder(graph));
        return accounting;
      });
      const { result, fastest } = timed(() => exact(anew(mapped.result)));
      const operators = graph.operators.length;
      if (family in growing) {
        points.push({ family, size: operators, seconds: fastest, proven: result.optimal });
      }
      const [map, order] = [mapped.fastest, fastest].map((s) => (1000 * s).toFixed(0));
      yield [family, operators, verdict(result), result.states, map, order];
    }
  }
}

console.log("The peer is HMCOS (wzh99/HMCOS, C++), whole runs; ours: `exact` in one process, its");
console.log("first run, with which it is compared, and its fastest, in processor time.\n");
printTable(
  [
    "graph",
    "sharing",
    "operators",
    "file order, bytes",
    "exact",
    "proof",
    "first, s",
    "fastest, s",
    "HMCOS, s",
    "faster",
  ],
  peerRows(),
);
printTable(
  [
    "network",
    "operators",
    "file order, bytes",
    "depth_first",
    "exact",
    "proof",
    "tensor loads",
    "states",
    "depth_first, ms",
    "exact, ms",
  ],
  networkRows(),
);
printTable(["family", "operators", "proof", "states", "map, ms", "order, ms"], growthRows());
writeGrowth("order_growth", points, {
  title: "Time to order a network, with its proof",
  size: "operators",
});
