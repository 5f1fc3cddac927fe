/** What is known about operator types: their orders, output shapes, multiplications, and accesses. */
export { effectEdges } from "./effects.ts";
export type { Query, Shape } from "./query.ts";
export { Unknown } from "./query.ts";
export type { OperatorRule } from "./rule.ts";
export { OPERATOR_RULES, ruleOf } from "./rules.ts";
export { tensorflowRules } from "./tensorflow/mod.ts";
export { inferOutputs, type InferredShapes, inferShapes } from "./shapes.ts";
export { type Macs, macsOf } from "./macs.ts";
export type { Access, Axis, BufferedAccess, OrderedAccess } from "./access/access.ts";
export { placeInOutput } from "./access/access.ts";
export { leastDistance } from "./access/distance.ts";
export { type AccessPair, accessPairs } from "./access/pairs.ts";
export { type Resolution, type Resolved, resolveOutputs } from "./resolve.ts";
export { coveringDims, filled, MOST_VALUES, UNRANKED, valuesOf } from "./operands.ts";
export { ELEMENT_TYPES } from "./onnx/element_types.ts";
export { type View, viewsOf } from "./views.ts";
