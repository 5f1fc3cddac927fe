/** Recurrent operators and those that filter a stream: they keep state in variables. */

import { ABSENT, elementsOf } from "../graph/mod.ts";
import { fail, numberOf, type Query, type Shape, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

const STEPWISE = "inputs and state are read again for every gate and step";

/** SVDF; LSTM, RNN and their sequence forms. */
export const recurrentRules: readonly OperatorRule[] = [
  {
    types: ["SVDF"],
    shapes: (query) => {
      const units = shapeAt(query, 1, 2)[0] / numberOf(query, "rank");
      if (!Number.isInteger(units)) return fail("its filters do not divide into its rank");
      return [[shapeAt(query, 0, 2)[0], units]];
    },
    // Batch times all weights of the filters over features and over time.
    macs: (query) => shapeAt(query, 0, 2)[0] * weightsIn(query, [1, 2]),
    refusal: STEPWISE,
  },
  {
    types: ["LSTM"],
    shapes: (query) => {
      const [batches, depth] = shapeAt(query, 0, 2);
      if (!isBasic(query)) return [[batches, shapeAt(query, LSTM_RECURRENT, 2)[1]]];
      const [, units] = shapeAt(query, 1, 2);
      return [[batches, units], [batches, units], [batches, depth + units], [batches, 4 * units]];
    },
    // Batch times all weights.
    macs: (query) =>
      shapeAt(query, 0, 2)[0] * weightsIn(query, isBasic(query) ? [2] : LSTM_WEIGHTS),
    refusal: STEPWISE,
  },
  {
    types: ["UNIDIRECTIONAL_SEQUENCE_LSTM"],
    shapes: (query) => [shapeAt(query, 0, 3).with(2, shapeAt(query, LSTM_RECURRENT, 2)[1])],
    // Batch times steps times all weights.
    macs: (query) => stepsOf(query) * weightsIn(query, LSTM_WEIGHTS),
    refusal: STEPWISE,
  },
  {
    types: ["RNN"],
    shapes: (query) => [[shapeAt(query, 0, 2)[0], shapeAt(query, 1, 2)[0]]],
    macs: (query) => shapeAt(query, 0, 2)[0] * weightsIn(query, [1, 2]),
    refusal: STEPWISE,
  },
  {
    types: ["UNIDIRECTIONAL_SEQUENCE_RNN"],
    shapes: (query) => [shapeAt(query, 0, 3).with(2, shapeAt(query, 1, 2)[0])],
    macs: (query) => stepsOf(query) * weightsIn(query, [1, 2]),
    refusal: STEPWISE,
  },
];

/** The weights from output back to the output gate: they are always there. */
const LSTM_RECURRENT = 8;

/** Input to four gates, output to four gates, cell to three gates, projection. */
const LSTM_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 16];

function isBasic({ operator }: Query): boolean {
  return operator.attributes["kernel_type"] === "BASIC";
}

/** Batch times time, whichever comes first. */
function stepsOf(query: Query): number {
  return elementsOf(shapeAt(query, 0, 3).slice(0, 2));
}

/** Weights in some places; optional ones may be absent. */
function weightsIn(query: Query, places: readonly number[]): number {
  const { inputs } = query.operator;
  const shapes: Shape[] = places.filter((place) => (inputs[place] ?? ABSENT) !== ABSENT)
    .map((place) => shapeAt(query, place));
  return shapes.reduce((sum, shape) => sum + elementsOf(shape), 0);
}
