/** Recurrent layers of Keras as one operator each: image of time first, then the weights. */

import { elementsOf } from "../../graph/mod.ts";
import { dimsAt, dimsFrom } from "../operands.ts";
import { flagOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";

/**
 * LSTM, GRU, SimpleRNN: sequence [batch, time, features], weights [features, gates * units] and
 * [units, gates * units]. TensorFlow itself makes loops of them; a file of layers does not.
 */
export const tensorflowRecurrentRules: readonly OperatorRule[] = [
  {
    types: ["LSTM", "GRU", "SimpleRNN"],
    shapes: (query) => {
      const [batch, time] = dimsFrom(query, 0, 3);
      const units = dimsFrom(query, 2, 2)[0];
      const state: Shape = [batch, units];
      return [flagOf(query, "return_sequences") ? [batch, time, units] : state, state, state];
    },
    // Batch times steps times all weights.
    macs: (query: Query) =>
      elementsOf(dimsFrom(query, 0, 3).slice(0, 2)) *
      (elementsOf(dimsAt(query, 1)) + elementsOf(dimsAt(query, 2))),
  },
];
