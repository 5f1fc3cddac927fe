/** The rules for TensorFlow: one file per family of operators, one line here. */

import type { OperatorRule } from "../rule.ts";
import { tensorflowControlRules } from "./control.ts";
import { tensorflowConvolutionRules } from "./convolution.ts";
import { tensorflowElementwiseRules } from "./elementwise.ts";
import { tensorflowGeneratingRules } from "./generating.ts";
import { tensorflowJoiningRules } from "./joining.ts";
import { tensorflowListRules } from "./lists.ts";
import { tensorflowMatrixRules } from "./matrix.ts";
import { tensorflowNormalizationRules } from "./normalization.ts";
import { tensorflowPoolingRules } from "./pooling.ts";
import { tensorflowRearrangingRules } from "./rearranging.ts";
import { tensorflowRecurrentRules } from "./recurrent.ts";
import { tensorflowReducingRules } from "./reducing.ts";
import { tensorflowReshapingRules } from "./reshaping.ts";
import { tensorflowResizingRules } from "./resizing.ts";
import { tensorflowSlicingRules } from "./slicing.ts";

/**
 * All rules for TensorFlow, by the names of its operator definitions. Images lie as `data_format`
 * says: NHWC where it says nothing.
 */
export const tensorflowRules: readonly OperatorRule[] = [
  ...tensorflowConvolutionRules,
  ...tensorflowPoolingRules,
  ...tensorflowMatrixRules,
  ...tensorflowRecurrentRules,
  ...tensorflowNormalizationRules,
  ...tensorflowElementwiseRules,
  ...tensorflowReshapingRules,
  ...tensorflowJoiningRules,
  ...tensorflowSlicingRules,
  ...tensorflowRearrangingRules,
  ...tensorflowResizingRules,
  ...tensorflowReducingRules,
  ...tensorflowGeneratingRules,
  ...tensorflowListRules,
  ...tensorflowControlRules,
];
