/** Prints the tables of placement: MiniMalloc's instances beside MiniMalloc, and growth. */

import { greedyBySize, place, placeExact, placementBound } from "../../lib/arena/mod.ts";
import { CAPACITY, growingProblem, peerInstances } from "./place_instances.ts";

const RUNS = 3;

/** The median time of some runs, in seconds. */
function timed<T>(run: () => T): { result: T; seconds: number } {
  const results = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    return { result: run(), seconds: (performance.now() - start) / 1000 };
  });
  return results.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(RUNS / 2)];
}

function row(cells: readonly (string | number)[]): void {
  console.log(`| ${cells.join(" | ")} |`);
}

function head(cells: readonly string[]): void {
  row(cells);
  row(cells.map(() => "---"));
}

const bytes = (count: number) => count.toLocaleString("en");
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

head(["MiniMalloc", "buffers", "greedy", "seconds", "peer", "ratio", "least arena", "bound", "s"]);
const times: { ratio: number; seconds: number }[] = [];
for (const { name, problem, peerSeconds } of peerInstances()) {
  const { result: met, seconds } = timed(() => placeExact(problem, { capacity: CAPACITY }));
  const start = performance.now();
  const least = place(problem);
  const minimising = (performance.now() - start) / 1000;
  const ratio = seconds / peerSeconds;
  times.push({ ratio, seconds });
  row([
    name,
    problem.buffers.length,
    (greedyBySize(problem).arena / placementBound(problem)).toFixed(2),
    met.arena <= CAPACITY ? seconds.toFixed(2) : "not met",
    peerSeconds.toFixed(2),
    ratio.toFixed(2),
    bytes(least.arena),
    least.optimal ? "proven" : bytes(least.bound),
    minimising.toFixed(1),
  ]);
}
if (times.length > 0) {
  const ratios = times.map(({ ratio }) => ratio);
  const seconds = times.map((time) => time.seconds);
  console.log(
    `\nMedian ${median(seconds).toFixed(2)} s, worst ${Math.max(...seconds).toFixed(2)} s; ` +
      `of MiniMalloc's time: median ${median(ratios).toFixed(2)}, ` +
      `worst ${Math.max(...ratios).toFixed(2)}\n`,
  );
}

head(["buffers", "greedy ms", "over the bound", "exact ms", "over the bound", "nodes"]);
for (const count of [100, 200, 500, 1000, 2000, 5000]) {
  const problem = growingProblem(count);
  const bound = placementBound(problem);
  const over = (arena: number) => `${(100 * (arena / bound - 1)).toFixed(1)} %`;
  const greedy = timed(() => greedyBySize(problem));
  const exact = timed(() => placeExact(problem, { stateLimit: 30_000 }));
  row([
    count,
    (1000 * greedy.seconds).toFixed(1),
    over(greedy.result.arena),
    (1000 * exact.seconds).toFixed(0),
    over(exact.result.arena),
    exact.result.nodes,
  ]);
}
