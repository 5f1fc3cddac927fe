/** TensorFlow operators that normalise: with fixed statistics, as frozen networks have them. */

import { dimsAt } from "../operands.ts";
import type { Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { layoutOf } from "./settings.ts";

/** Those whose output is of the shape of their first input, whatever else they read. */
const SAME_SHAPE = `
LRN FakeQuantWithMinMaxArgs FakeQuantWithMinMaxVars FakeQuantWithMinMaxVarsPerChannel
QuantizeAndDequantizeV2 QuantizeAndDequantizeV3 QuantizeAndDequantizeV4`.trim().split(/\s+/);

/** FusedBatchNorm and its versions; what training reads comes out as well: one number per channel. */
export const tensorflowNormalizationRules: readonly OperatorRule[] = [
  {
    types: [
      "FusedBatchNorm",
      "FusedBatchNormV2",
      "FusedBatchNormV3",
      "_FusedBatchNormEx",
      "BatchNormWithGlobalNormalization",
    ],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const perChannel: Shape = [input[layoutOf(query, input.length).channels]];
      return [input, ...Array.from({ length: 5 }, () => perChannel)];
    },
  },
  { types: SAME_SHAPE, shapes: (query) => [dimsAt(query, 0)] },
];
