/** Pools of TensorFlow. */

import { dtypeAt } from "../operands.ts";
import { fail, numbersOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { imageAt, layoutOf } from "./settings.ts";
import { imageLike, slid, windowsOf } from "./windows.ts";

/** MaxPool, AvgPool and their 3D forms; MaxPoolWithArgmax. */
export const tensorflowPoolingRules: readonly OperatorRule[] = [
  { types: ["MaxPool", "AvgPool"], shapes: (query) => [pooled(query, 4)] },
  { types: ["MaxPool3D", "AvgPool3D"], shapes: (query) => [pooled(query, 5)] },
  {
    types: ["MaxPoolWithArgmax"],
    shapes: (query) => [pooled(query, 4), pooled(query, 4)],
    dtypes: (query) => [dtypeAt(query, 0), "int64"],
  },
];

function pooled(query: Query, rank: number): Shape {
  const input = imageAt(query, 0, rank);
  const layout = layoutOf(query, rank);
  const window = numbersOf(query, "ksize");
  if (window.length !== rank) return fail(`its window has ${window.length} dimensions`);
  const [sizes, taps] = [input, window].map((from) => layout.spatial.map((d) => from[d]));
  return imageLike(
    input,
    layout,
    slid(windowsOf(query, layout), sizes, taps),
    input[layout.channels],
  );
}
