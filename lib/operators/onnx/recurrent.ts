/** Recurrent layers of ONNX. */

import { elementsOf } from "../../graph/mod.ts";
import { dimsFrom } from "../operands.ts";
import { numberOf, type Query } from "../query.ts";
import type { OperatorRule } from "../rule.ts";

/**
 * LSTM, GRU, RNN: all states, the last state, and the last cell. Names that TensorFlow Lite has as
 * well keep the name of ONNX's domain.
 */
export const onnxRecurrentRules: readonly OperatorRule[] = [
  {
    types: ["ai.onnx.LSTM", "GRU", "ai.onnx.RNN"],
    shapes: (query) => {
      const { steps, batch, directions, hidden, batchFirst } = layer(query);
      const last = batchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
      const all = batchFirst
        ? [batch, steps, directions, hidden]
        : [steps, directions, batch, hidden];
      return [all, last, last];
    },
    // Per step and element of the batch: every weight of the input and of the state.
    macs: (query) => {
      const { steps, batch } = layer(query);
      const weights = elementsOf(dimsFrom(query, 1, 3)) + elementsOf(dimsFrom(query, 2, 3));
      return steps * batch * weights;
    },
  },
];

function layer(query: Query) {
  const batchFirst = numberOf(query, "layout", 0) === 1;
  const [first, second] = dimsFrom(query, 0, 3);
  const [directions, , hidden] = dimsFrom(query, 2, 3);
  const [steps, batch] = batchFirst ? [second, first] : [first, second];
  return { steps, batch, directions, hidden, batchFirst };
}
