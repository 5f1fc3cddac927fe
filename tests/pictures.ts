/** The pictures of the README, made from the zoo. */

import {
  arenaMap,
  evaluationChart,
  type EvaluationRow,
  fit,
  fitPicture,
  load,
  mapModel,
  memoryProfile,
  type PartialOptions,
  planPicture,
  zoo,
} from "../mod.ts";

/**
 * The text of each picture by its file name in `data/pictures`; that of bands only with limits of a
 * search for them.
 */
export function pictures(
  rows: readonly EvaluationRow[],
  partial?: PartialOptions,
): ReadonlyMap<string, string> {
  const networkOf = (id: string) =>
    load(zoo.find((entry) => entry.id === id)!.build({ weights: "none" }));
  const inception = networkOf("C");
  const title = "Inception V1: peak 980 KiB at MAX_POOL_2D #1 of 84";
  return new Map([
    ["memory_profile.svg", memoryProfile(mapModel(inception), { title })],
    [
      "arena_map.svg",
      arenaMap(planPicture(fit(networkOf("A"), { kernels: "tflm-reference" }).plan)),
    ],
    ["evaluation.svg", evaluationChart(rows)],
    ...partial
      ? [["bands.svg", arenaMap(fitPicture(fit(networkOf("A"), { partial })))] as const]
      : [],
  ]);
}
