/** How long placements take: TFLM's planner, the heuristics, and the least arena. */

import { greedyBySize, placeExact, placeQuickly } from "../../lib/arena/mod.ts";
import { CAPACITY, growingProblem, peerInstances } from "./place_instances.ts";

for (const { name, problem } of peerInstances()) {
  const options = { group: `MiniMalloc ${name}`, n: 3, warmup: 1 };
  Deno.bench({ ...options, name: `${name}: greedy by size`, baseline: true }, () => {
    greedyBySize(problem);
  });
  Deno.bench({ ...options, name: `${name}: exact, capacity given` }, () => {
    placeExact(problem, { capacity: CAPACITY });
  });
}

for (const count of [100, 1000, 5000]) {
  const problem = growingProblem(count);
  const options = { group: `${count} buffers`, n: 3, warmup: 1 };
  Deno.bench({ ...options, name: `${count} buffers: greedy by size`, baseline: true }, () => {
    greedyBySize(problem);
  });
  Deno.bench({ ...options, name: `${count} buffers: heuristics` }, () => {
    placeQuickly(problem, { iterations: 10 });
  });
  Deno.bench({ ...options, name: `${count} buffers: exact` }, () => {
    placeExact(problem, { stateLimit: 30_000 });
  });
}
