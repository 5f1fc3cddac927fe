/** UNIDIRECTIONAL_SEQUENCE_LSTM without peepholes, projection and layer normalisation. */

import type { Numbers } from "../elements.ts";
import { type Call, expectTypes, flagOf, inputOf, type Kernel, numbers } from "../kernel.ts";
import { UnsupportedError } from "../kernel.ts";
import { GATE_NAMES, type GateName, GATES, HIDDEN, MEMORY } from "./lstm_places.ts";
import { integerNumerics, type LstmNumerics, realNumerics } from "./lstm_numerics.ts";

const ABSENT_PLACES = [9, 10, 11, 16, 17, 20, 21, 22, 23];

/** Prepares UNIDIRECTIONAL_SEQUENCE_LSTM for float32, int8 and int16 (cells of int16). */
export const lstmKernel: Kernel = (call) => {
  const input = inputOf(call, 0);
  const weights = inputOf(call, GATES.input.weights);
  const [output] = call.outputs;
  const type = expectTypes(call, [input, weights, inputOf(call, MEMORY), output], [
    "float32,float32,float32,float32",
    "int8,int8,int16,int8",
    "int16,int8,int16,int16",
  ]);
  const isOdd = ABSENT_PLACES.some((place) => call.inputs[place] !== undefined) ||
    call.operator.attributes.fused_activation_function !== "TANH";
  if (isOdd) {
    const reason = "tanh, no peepholes, no projection and no layer normalisation wanted";
    throw new UnsupportedError(call.operator.type, reason);
  }
  const numerics = type.startsWith("float32") ? realNumerics(call) : integerNumerics(call);
  return sequence(call, numerics);
};

/** Batch after batch; or, where time is the first dimension, all batches in each step. */
function sequence(call: Call, numerics: LstmNumerics): () => void {
  const timeMajor = flagOf(call, "time_major");
  const [first, second] = inputOf(call, 0).tensor.shape;
  const size = inputOf(call, HIDDEN).tensor.shape[1];
  const hidden = numbers(inputOf(call, HIDDEN));
  const y = numbers(call.outputs[0]);
  const advance = stepOf(call, numerics);
  const store = (row: number, batch: number) => {
    for (let i = 0; i < size; i++) {
      y[row * size + i] = hidden[batch * size + i];
      call.watch?.writes(0, row * size + i, 1);
    }
  };
  return () => {
    for (let i = 0; i < first; i++) {
      if (timeMajor) {
        for (let batch = 0; batch < second; batch++) advance(i * second + batch, batch);
        for (let batch = 0; batch < second; batch++) store(i * second + batch, batch);
      } else {
        for (let step = 0; step < second; step++) {
          advance(i * second + step, i);
          store(i * second + step, i);
        }
      }
    }
  };
}

interface Gate {
  readonly weights: Numbers;
  readonly recurrent: Numbers;
  readonly bias: Numbers;
  readonly values: Float64Array;
}

/** One step of one batch: the gates, the cells, the hidden state. */
function stepOf(call: Call, numerics: LstmNumerics): (row: number, batch: number) => void {
  const inputSize = inputOf(call, 0).tensor.shape[2];
  const size = inputOf(call, HIDDEN).tensor.shape[1];
  const x = numbers(inputOf(call, 0));
  const hidden = numbers(inputOf(call, HIDDEN));
  const memory = numbers(inputOf(call, MEMORY));
  const gates = Object.fromEntries(
    GATE_NAMES.map((name) => [name, gateOf(call, name, size)]),
  ) as Record<GateName, Gate>;
  const fill = (name: GateName, row: number, batch: number) => {
    const { weights, recurrent, bias, values } = gates[name];
    const [fromX, fromHidden] = [row * inputSize, batch * size];
    call.watch?.reads(0, fromX, inputSize);
    for (let unit = 0; unit < size; unit++) {
      let sum = 0;
      for (let i = 0; i < inputSize; i++) {
        sum = numerics.addInput(sum, x[fromX + i], weights[unit * inputSize + i]);
      }
      let recurring = 0;
      for (let i = 0; i < size; i++) {
        recurring = numerics.addHidden(
          recurring,
          hidden[fromHidden + i],
          recurrent[unit * size + i],
        );
      }
      values[unit] = numerics.gate(name, sum, bias[unit], recurring);
    }
  };
  return (row, batch) => {
    fill("forget", row, batch);
    fill("input", row, batch);
    fill("cell", row, batch);
    fill("output", row, batch);
    for (let unit = 0; unit < size; unit++) {
      const at = batch * size + unit;
      const [forget, input, cell, output] = [
        gates.forget.values[unit],
        gates.input.values[unit],
        gates.cell.values[unit],
        gates.output.values[unit],
      ];
      memory[at] = numerics.remember(memory[at], forget, input, cell);
      hidden[at] = numerics.output(memory[at], output);
    }
  };
}

function gateOf(call: Call, name: GateName, size: number): Gate {
  const constant = (place: number): Numbers => {
    const { tensor, data } = inputOf(call, place);
    if (tensor.role !== "constant") {
      throw new UnsupportedError(call.operator.type, `a constant wanted as input ${place}`);
    }
    return tensor.dtype === "int64" ? Float64Array.from(data, Number) : data as Numbers;
  };
  const { weights, recurrent, bias } = GATES[name];
  return {
    weights: constant(weights),
    recurrent: constant(recurrent),
    bias: constant(bias),
    values: new Float64Array(size),
  };
}
