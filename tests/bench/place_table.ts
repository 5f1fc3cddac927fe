/** Prints the tables of placement: MiniMalloc's instances beside MiniMalloc, and growth. */

import {
  type BoundedPlacement,
  greedyBySize,
  place,
  placeExact,
  placementBound,
} from "../../lib/arena/mod.ts";
import { type Growth, writeGrowth } from "./growth_chart.ts";
import { CAPACITY, families, peerInstances } from "./place_instances.ts";
import { bytes, median, printTable, timed } from "./tables.ts";

type Cells = (string | number)[];

/** Nodes of the longer search. */
const LONGER = 300_000;

const ratios: number[] = [];
const fastests: number[] = [];

function* capacityRows(): Generator<Cells> {
  for (const { name, problem, peerSeconds } of peerInstances()) {
    const { result, first, fastest } = timed(() => placeExact(problem, { capacity: CAPACITY }));
    fastests.push(fastest);
    ratios.push(fastest / peerSeconds);
    yield [
      name,
      problem.buffers.length,
      (greedyBySize(problem).arena / placementBound(problem)).toFixed(2),
      result.arena <= CAPACITY ? "met" : "not met",
      result.nodes,
      first.toFixed(2),
      fastest.toFixed(2),
      peerSeconds.toFixed(2),
      (fastest / peerSeconds).toFixed(2),
    ];
  }
}

function outcome({ arena, bound, optimal }: BoundedPlacement): Cells {
  return [bytes(arena), optimal ? "proven" : bytes(bound)];
}

function* leastRows(): Generator<Cells> {
  for (const { name, problem, peerLeast } of peerInstances()) {
    const short = timed(() => place(problem));
    const long = short.result.optimal ? short : timed(() => place(problem, { stateLimit: LONGER }));
    const cells = [short, long].flatMap(({ result, fastest }) => [
      ...outcome(result),
      fastest.toFixed(1),
    ]);
    yield [name, ...cells, peerLeast ?? "not measured"];
  }
}

const points: Growth[] = [];

function* growthRows(): Generator<Cells> {
  for (const [family, make] of Object.entries(families)) {
    for (const size of [100, 200, 500, 1000, 2000, 5000]) {
      const problem = make(size);
      const bound = placementBound(problem);
      const over = (arena: number) => `${(100 * (arena / bound - 1)).toFixed(1)} %`;
      const greedy = timed(() => greedyBySize(problem));
      const { result, fastest } = timed(() => place(problem));
      points.push({ family, size, seconds: fastest, proven: result.optimal });
      const [quick, exact] = [greedy.fastest, fastest].map((s) => (1000 * s).toFixed(1));
      const cells = [quick, over(greedy.result.arena), exact, over(result.arena), result.nodes];
      yield [family, size, ...cells];
    }
  }
}

console.log(`The peer is MiniMalloc (google/minimalloc, C++), whole runs with a capacity of`);
console.log(
  `${bytes(CAPACITY)}; ours: the first and the fastest run in one process, processor time.\n`,
);
printTable(
  [
    "instance",
    "buffers",
    "greedy",
    "capacity",
    "nodes",
    "first, s",
    "fastest, s",
    "peer, s",
    "ratio",
  ],
  capacityRows(),
);
if (ratios.length > 0) {
  console.log(
    `Median ${median(fastests).toFixed(2)} s, worst ${Math.max(...fastests).toFixed(2)} s; ` +
      `of MiniMalloc's time: median ${median(ratios).toFixed(2)}, ` +
      `worst ${Math.max(...ratios).toFixed(2)}\n`,
  );
}
console.log(`The least arena: by default, and with ${bytes(LONGER)} nodes; the peer had 30 s.\n`);
printTable(
  ["instance", "default", "bound", "s", "longer", "bound", "s", "peer"],
  leastRows(),
);
printTable(
  ["family", "buffers", "greedy, ms", "over the bound", "place, ms", "over the bound", "nodes"],
  growthRows(),
);
writeGrowth("place_growth", points, {
  title: "Time to place buffers, with the proof",
  size: "buffers",
});
