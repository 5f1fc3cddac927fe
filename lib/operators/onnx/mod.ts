/** The rules for ONNX: one file per family of operators, one line here. */

import type { OperatorRule } from "../rule.ts";
import { onnxConvolutionRules } from "./convolution.ts";
import { onnxElementwiseRules } from "./elementwise.ts";
import { onnxGeneratingRules } from "./generating.ts";
import { onnxJoiningRules } from "./joining.ts";
import { onnxMatrixRules } from "./matrix.ts";
import { onnxNormalizationRules } from "./normalization.ts";
import { onnxPoolingRules } from "./pooling.ts";
import { onnxQuantizationRules } from "./quantization.ts";
import { onnxRearrangingRules } from "./rearranging.ts";
import { onnxRecurrentRules } from "./recurrent.ts";
import { onnxReducingRules } from "./reducing.ts";
import { onnxReshapingRules } from "./reshaping.ts";
import { onnxResizingRules } from "./resizing.ts";
import { onnxSlicingRules } from "./slicing.ts";

/**
 * All rules for ONNX, of all versions: what newer versions take as an input, older ones have as a
 * setting, and the rules look at what is there. Operators of other domains have theirs in the name.
 */
export const onnxRules: readonly OperatorRule[] = [
  ...onnxConvolutionRules,
  ...onnxPoolingRules,
  ...onnxMatrixRules,
  ...onnxRecurrentRules,
  ...onnxNormalizationRules,
  ...onnxElementwiseRules,
  ...onnxReshapingRules,
  ...onnxJoiningRules,
  ...onnxSlicingRules,
  ...onnxRearrangingRules,
  ...onnxResizingRules,
  ...onnxReducingRules,
  ...onnxGeneratingRules,
  ...onnxQuantizationRules,
];
