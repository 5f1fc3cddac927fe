/** The data at the centre: dtype, tensor, operator, graph; frozen, plain, indices. */
export { bytesOf, type DType, DTYPE_BITS, elementsOf, halfToNumber } from "./dtype.ts";
export type { Quantization, Tensor, TensorRole } from "./tensor.ts";
export { ABSENT, type Attributes, type AttributeValue, type Operator } from "./operator.ts";
export { type ControlEdge, createGraph, type Graph, GraphError, type GraphParts } from "./graph.ts";
export type { Model } from "./graph.ts";
export { compacted } from "./compacted.ts";
export { counted } from "./counted.ts";
export { type Links, linksOf } from "./links.ts";
export { type GraphSketch, sketchGraph } from "./build.ts";
export { want } from "./want.ts";
export { firstName, quoted, shorten, shortName, visible } from "./visible.ts";
