/** Operators that compute each output element from the input elements in the same place. */

import { elementsOf } from "../graph/mod.ts";
import { type Access, ordered } from "./access/access.ts";
import { broadcastAxes, broadcastShape } from "./broadcast.ts";
import { outputShapeAt, type Query, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

/** One data input, an output of its shape; further inputs are parameters. */
const UNARY = `
ABS CAST CEIL COS DEQUANTIZE ELU EXP FLOOR HARD_SWISH LEAKY_RELU LOG LOGICAL_NOT LOGISTIC NEG
QUANTIZE RELU RELU6 ROUND RSQRT SIN SQRT SQUARE TANH`.trim().split(/\s+/);

/** The same, but no kernel of TensorFlow Lite Micro tells an order. */
const UNARY_WITHOUT_KERNEL = `
BITCAST FAKE_QUANT GELU RELU_0_TO_1 RELU_N1_TO_1 SIGN`.trim().split(/\s+/);

/** A row is read several times before its elements are stored, each where its own input lies. */
const ROWWISE = ["SOFTMAX", "LOG_SOFTMAX", "L2_NORMALIZATION"];

/** All inputs are broadcast to the output. */
const BINARY = `
ADD DIV EQUAL FLOOR_DIV FLOOR_MOD GREATER GREATER_EQUAL LESS LESS_EQUAL LOGICAL_AND LOGICAL_OR
MAXIMUM MINIMUM MUL NOT_EQUAL PRELU SQUARED_DIFFERENCE SUB ADD_N`.trim().split(/\s+/);

const BINARY_WITHOUT_KERNEL = ["ATAN2", "BITWISE_XOR", "POW", "RIGHT_SHIFT"];

/** Elementwise operators, with and without broadcasting; rows that are normalised; selections. */
export const elementwiseRules: readonly OperatorRule[] = [
  {
    types: [...UNARY, ...ROWWISE],
    shapes: (query) => [shapeAt(query, 0)],
    access: (query) => [inPlace(query, 0)],
  },
  { types: UNARY_WITHOUT_KERNEL, shapes: (query) => [shapeAt(query, 0)] },
  { types: BINARY, shapes: (query) => [allBroadcast(query)], access: eachInPlace },
  { types: BINARY_WITHOUT_KERNEL, shapes: (query) => [allBroadcast(query)] },
  { types: ["SELECT"], shapes: (query) => [shapeAt(query, 1)] },
  {
    types: ["SELECT_V2"],
    shapes: (query) => [allBroadcast(query)],
    // With a condition that is broadcast, whole runs are copied.
    access: (query) =>
      eachInPlace(query).map((access) => ({
        ...access,
        piece: elementsOf(outputShapeAt(query, 0)),
      })),
  },
  {
    // Shape of the first input, in an order that is not the output's.
    types: ["CUMSUM", "DYNAMIC_UPDATE_SLICE", "LOCAL_RESPONSE_NORMALIZATION", "REVERSE_SEQUENCE"]
      .concat("REVERSE_V2", "ZEROS_LIKE"),
    shapes: (query) => [shapeAt(query, 0)],
  },
];

function allBroadcast(query: Query): number[] {
  return broadcastShape(query.operator.inputs.map((_, place) => shapeAt(query, place)));
}

function inPlace(query: Query, input: number): Access & { how: "ordered" } {
  return ordered(broadcastAxes(shapeAt(query, input), outputShapeAt(query, 0)), { input });
}

function eachInPlace(query: Query): (Access & { how: "ordered" })[] {
  return query.operator.inputs.map((_, place) => inPlace(query, place));
}
