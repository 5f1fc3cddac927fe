/** Prints the tables of the README about schedulers: ten networks, and growth with the operators. */

import { depthFirst, exact, given, tensorLoads } from "../../lib/order/mod.ts";
import { accountFor, type Accounting, activationsOnly } from "../../lib/tmm/mod.ts";
import { growing, networks, widening } from "./order_networks.ts";

const RUNS = 5;

/** The median time of some runs, in milliseconds. */
function timed<T>(run: () => T): { result: T; ms: number } {
  const results = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    return { result: run(), ms: performance.now() - start };
  });
  return results.toSorted((a, b) => a.ms - b.ms)[Math.floor(RUNS / 2)];
}

function row(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(" | ")} |`);
}

function table(head: readonly string[], rows: Iterable<readonly (string | number)[]>): void {
  row(head);
  row(head.map(() => "---"));
  for (const cells of rows) row(cells);
  console.log();
}

const bytes = (count: number) => count.toLocaleString("en");

function verdict({ optimal, peak, bound }: ReturnType<typeof exact>): string {
  return optimal ? "proven" : `gap ${(100 * (peak / bound - 1)).toFixed(1)} %`;
}

function* networkRows(): Generator<(string | number)[]> {
  for (const { name, accounting } of networks()) {
    const file = given(accounting);
    const deep = timed(() => depthFirst(accounting));
    const { result: best, ms } = timed(() => exact(accounting));
    yield [
      name,
      accounting.predecessors.length,
      bytes(file.peak),
      bytes(deep.result.peak),
      bytes(best.peak),
      verdict(best),
      `${tensorLoads(accounting, file.schedule)} → ${tensorLoads(accounting, best.schedule)}`,
      best.states,
      deep.ms.toFixed(1),
      ms.toFixed(0),
    ];
  }
}

function* growthRows(
  family: string,
  accountings: Iterable<Accounting>,
): Generator<(string | number)[]> {
  for (const accounting of accountings) {
    const { result, ms } = timed(() => exact(accounting));
    const operators = accounting.predecessors.length;
    yield [family, operators, verdict(result), result.states, ms.toFixed(0)];
  }
}

table(
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
const sizes = [100, 250, 500, 1000, 2000];
const nodes = [16, 32, 48, 64, 80];
table(
  ["family", "operators", "proof", "states", "ms"],
  [
    ...Object.entries(growing).flatMap(([family, make]) => [
      ...growthRows(family, sizes.map((size) => accountFor(make(size), activationsOnly))),
    ]),
    ...growthRows(
      "RandWire, 3 stages, wider and wider",
      nodes.map((count) => accountFor(widening(count), activationsOnly)),
    ),
  ],
);
