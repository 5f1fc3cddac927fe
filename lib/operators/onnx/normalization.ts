/** ONNX operators that normalise, or leave out at random while training. */

import { axisIn, numberOf, type Query, type Shape } from "../query.ts";
import { dimsAt, dimsFrom, dtypeAt } from "../operands.ts";
import type { OperatorRule } from "../rule.ts";

/** BatchNormalization and its relatives; Dropout. */
export const onnxNormalizationRules: readonly OperatorRule[] = [
  {
    // Further outputs are statistics per channel.
    types: ["BatchNormalization"],
    shapes: (query) => {
      const image = dimsFrom(query, 0, 2);
      const channels = [image[1]];
      return [image, channels, channels, channels, channels];
    },
  },
  {
    types: ["InstanceNormalization", "GroupNormalization", "RMSNormalization"],
    shapes: (query) => [dimsAt(query, 0)],
  },
  {
    types: ["LayerNormalization"],
    shapes: (query) => [dimsAt(query, 0), statistics(query), statistics(query)],
  },
  {
    types: ["Dropout"],
    shapes: (query) => [dimsAt(query, 0), dimsAt(query, 0)],
    dtypes: (query) => [dtypeAt(query, 0), "bool"],
  },
];

function statistics(query: Query): Shape {
  const input = dimsAt(query, 0);
  const axis = axisIn(input.length, numberOf(query, "axis", -1));
  return input.map((size, d) => d < axis ? size : 1);
}
