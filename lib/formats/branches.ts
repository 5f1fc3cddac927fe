/** What is known behind branches of which one runs. */

import { coveringDims, type Resolution, type Resolved, UNRANKED } from "../operators/mod.ts";

/**
 * The outputs of an operator that runs one of some graphs: what the graphs agree on, or the smallest
 * shape in which the output of each fits.
 *
 * @param count Outputs of the operator.
 * @param branches Outputs of each graph that may run.
 */
export function joinedBranches(
  count: number,
  branches: readonly (readonly Resolved[])[],
): Resolution {
  let [atMost, differInRank] = [false, false];
  const outputs = Array.from({ length: count }, (_, place): Resolved => {
    const results = branches.map((branch) => branch[place] ?? { shape: UNRANKED });
    if (results.length === 1) return results[0];
    const shapes = results.map(({ shape }) => shape);
    const shape = coveringDims(shapes);
    differInRank ||= shape === UNRANKED && !shapes.includes(UNRANKED);
    const sizes = shapes.filter((each) => !each.some(Number.isNaN)).map(String);
    atMost ||= new Set(sizes).size > 1;
    return { dtype: results[0]?.dtype, shape };
  });
  const why = differInRank ? { unknown: "its branches give shapes of different ranks" } : {};
  return { outputs, atMost: atMost && !differInRank, ...why };
}
