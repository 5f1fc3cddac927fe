/** The arithmetic of an LSTM: in float32, and in integers as TensorFlow Lite Micro does it. */

import { clamp, quantizeMultiplier, roundAway, scaleInt32, scaleInt48 } from "../arithmetic.ts";
import { type Call, inputOf, numberOf, UnsupportedError } from "../kernel.ts";
import { rangeOf, scaleOf, zeroPointOf } from "../quantization.ts";
import { logisticReal } from "./logistic.ts";
import { GATE_NAMES, type GateName, GATES, HIDDEN, MEMORY } from "./lstm_places.ts";
import { logisticInt16, tanhInt16 } from "./sigmoid_table.ts";

const round = Math.fround;
const clampInt16 = (x: number) => clamp(x, -32768, 32767);

/** What one cell does with its numbers. */
export interface LstmNumerics {
  /** A sum and the product of an input element and its weight. */
  addInput(sum: number, x: number, weight: number): number;
  /** A sum and the product of an element of the hidden state and its weight. */
  addHidden(sum: number, hidden: number, weight: number): number;
  /** The value of a gate from both sums. */
  gate(name: GateName, sum: number, bias: number, recurring: number): number;
  /** The new content of a cell. */
  remember(memory: number, forget: number, input: number, cell: number): number;
  /** The new hidden state. */
  output(memory: number, output: number): number;
}

/** float32, rounded after every operation. */
export function realNumerics(call: Call): LstmNumerics {
  const clip = numberOf(call, "cell_clip");
  const add = (sum: number, a: number, b: number) => round(sum + round(a * b));
  return {
    addInput: add,
    addHidden: add,
    gate(name, sum, bias, recurring) {
      const x = round(round(sum + bias) + recurring);
      return name === "cell" ? round(Math.tanh(x)) : logisticReal(x);
    },
    remember(memory, forget, input, cell) {
      const sum = round(round(forget * memory) + round(input * cell));
      return clip > 0 ? clamp(sum, -clip, clip) : sum;
    },
    output: (memory, output) => round(round(Math.tanh(memory)) * output),
  };
}

/** Gates are int16: sums as Q3.12, activations as Q0.15. */
export function integerNumerics(call: Call): LstmNumerics {
  const input = inputOf(call, 0);
  const hidden = inputOf(call, HIDDEN);
  const memory = inputOf(call, MEMORY);
  const [inputZero, hiddenZero] = [zeroPointOf(input), zeroPointOf(hidden)];
  const scale = input.tensor.dtype === "int16" ? scaleInt48 : scaleInt32;
  const scaler = (place: number, of: typeof input) => {
    const weights = inputOf(call, place);
    if ((weights.tensor.quantization?.scales.length ?? 0) > 1) {
      throw new UnsupportedError(call.operator.type, "weights with one scale wanted, several came");
    }
    const { multiplier, shift } = quantizeMultiplier(
      round(scaleOf(call, of) * scaleOf(call, weights)) * 2 ** 12,
    );
    return (sum: number) => clampInt16(scale(sum, multiplier, shift));
  };
  const scalers = Object.fromEntries(GATE_NAMES.map((name) => [name, {
    input: scaler(GATES[name].weights, input),
    hidden: scaler(GATES[name].recurrent, hidden),
  }])) as Record<GateName, Record<"input" | "hidden", (sum: number) => number>>;
  const cellScale = scaleOf(call, memory);
  const unit = 2 ** -15;
  const keep = quantizeMultiplier(unit * cellScale / cellScale);
  const take = quantizeMultiplier(unit * unit / cellScale);
  const give = quantizeMultiplier(unit * unit / scaleOf(call, hidden));
  const [low, high] = rangeOf(hidden.tensor);
  const clip = numberOf(call, "cell_clip");
  const storedClip = Math.trunc(clampInt16(clip / cellScale));
  const power = 12 + roundAway(Math.log2(cellScale));
  const product = (a: number, b: number, { multiplier, shift }: typeof keep) =>
    scaleInt32(Math.imul(a, b), multiplier, shift);
  return {
    addInput: (sum, x, weight) => sum + weight * (x - inputZero),
    addHidden: (sum, x, weight) => sum + weight * (x - hiddenZero),
    gate(name, sum, bias, recurring) {
      const { input, hidden } = scalers[name];
      const x = clampInt16(input(sum + bias) + hidden(recurring));
      return name === "cell" ? tanhInt16(x, 0, 0) : logisticInt16(x, 0, 0);
    },
    remember(memory, forget, input, cell) {
      const kept = clampInt16(product(forget, memory, keep));
      const sum = clampInt16(kept + clampInt16(product(input, cell, take)));
      return clip > 0 ? clamp(sum, -storedClip, storedClip) : sum;
    },
    output(memory, output) {
      const active = power < 0 ? tanhInt16(memory, 3, -power) : tanhInt16(memory, 0, power);
      return clamp(product(active, output, give) + zeroPointOf(hidden), low, high);
    },
  };
}
