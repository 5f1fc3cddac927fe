/** How many candidates of an architecture search a second is good for, with the graph and without. */

import { accountFor, activationsOnly, estimatePeak, exact, load, zoo } from "../../mod.ts";
import { randomCell } from "./random_cells.ts";

const CELLS = 100;
const cells = Array.from({ length: CELLS }, (_, seed) => randomCell(seed));
const network = load(zoo.find(({ id }) => id === "nasnet-a-cifar")!.build({ weights: "none" }));
const whole = network.graphs[network.main];

const ofCells = { group: `${CELLS} random cells` };
Deno.bench({ ...ofCells, name: "estimatePeak", baseline: true }, () => {
  cells.forEach((graph) => estimatePeak(graph));
});
Deno.bench({ ...ofCells, name: "graph and estimatePeak" }, () => {
  for (let seed = 0; seed < CELLS; seed++) estimatePeak(randomCell(seed));
});
Deno.bench({ ...ofCells, name: "exact" }, () => {
  cells.forEach((graph) => exact(accountFor(graph, activationsOnly)));
});

const ofWhole = { group: `NASNet-A, ${whole.operators.length} operators` };
Deno.bench({ ...ofWhole, name: "estimatePeak", baseline: true }, () => void estimatePeak(whole));
Deno.bench({ ...ofWhole, name: "exact" }, () => void exact(accountFor(whole, activationsOnly)));
