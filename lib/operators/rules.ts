/** The table of rules: one file per family of operators, one line here. */

import { convolutionRules } from "./convolution.ts";
import { elementwiseRules } from "./elementwise.ts";
import { generatingRules } from "./generating.ts";
import { indexingRules } from "./indexing.ts";
import { joiningRules } from "./joining.ts";
import { matrixRules } from "./matrix.ts";
import { onnxRules } from "./onnx/mod.ts";
import { paddingRules } from "./padding.ts";
import { poolingRules } from "./pooling.ts";
import { rearrangingRules } from "./rearranging.ts";
import { recurrentRules } from "./recurrent.ts";
import { reducingRules } from "./reducing.ts";
import { reshapingRules } from "./reshaping.ts";
import { resizingRules } from "./resizing.ts";
import type { Operator } from "../graph/mod.ts";
import type { OperatorRule } from "./rule.ts";
import { slicingRules } from "./slicing.ts";
import { tensorflowRules } from "./tensorflow/mod.ts";

/** The rules for the words of TensorFlow Lite and ONNX; those of TensorFlow have a table of their own. */
export const OPERATOR_RULES: readonly OperatorRule[] = [
  ...convolutionRules,
  ...poolingRules,
  ...matrixRules,
  ...recurrentRules,
  ...elementwiseRules,
  ...reshapingRules,
  ...joiningRules,
  ...slicingRules,
  ...paddingRules,
  ...resizingRules,
  ...reducingRules,
  ...indexingRules,
  ...rearrangingRules,
  ...generatingRules,
  ...onnxRules,
];

const byType = tableOf(OPERATOR_RULES);
const byTensorflowType = tableOf(tensorflowRules);

/** The rule for the type of an operator, or `undefined` where nothing is known about it. */
export function ruleOf({ type, dialect }: Pick<Operator, "type" | "dialect">):
  | OperatorRule
  | undefined {
  return (dialect === "tensorflow" ? byTensorflowType : byType).get(type);
}

function tableOf(rules: readonly OperatorRule[]): ReadonlyMap<string, OperatorRule> {
  return new Map(rules.flatMap((rule) => rule.types.map((type) => [type, rule])));
}
