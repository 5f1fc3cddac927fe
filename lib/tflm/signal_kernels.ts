/** What TFLM's kernels for audio signals ask for; their sizes stand in the operators' own options. */

import { roundUp } from "../tmm/mod.ts";
import type { KernelCall } from "./call.ts";
import { dimension, elements, type Requests } from "./reference_kernels.ts";
import { ARENA_ALIGNMENT, type Structs } from "./target.ts";

/** A kernel that needs whole numbers of its options; without one of them it stays unknown. */
function withOptions(
  names: readonly string[],
  requests: (call: KernelCall, structs: Structs, values: readonly number[]) => ReturnType<Requests>,
): Requests {
  return (call, structs) => {
    const values = names.map((name) => call.options.get(name));
    const missing = names.filter((_, i) => !(values[i]! >= 0));
    if (missing.length > 0) return { unknown: `its options do not tell ${missing.join(" and ")}` };
    return requests(call, structs, values as number[]);
  };
}

/** A ring of 16-bit values that is stored twice, behind its struct. */
function ring(values: number, { pointer }: Structs): number {
  return (pointer === 8 ? 40 : 24) + 4 * values;
}

/** As many buffers of equal size, each on an address of its own alignment, as one. */
function rowsOf(count: number, bytes: number): number {
  return count * roundUp(bytes, ARENA_ALIGNMENT);
}

/** Two tables of pointers to rings, and a ring for each row of the input. */
function rings({ inputs: [input] }: KernelCall, values: number, structs: Structs): number[] {
  const last = dimension(input, (input?.shape.length ?? 0) - 1);
  const rows = last === 0 ? 0 : elements(input) / last;
  const table = structs.pointer * rows;
  return [table, table, rowsOf(rows, ring(values, structs))];
}

/** The state of KISS FFT for real values: two structs, twiddles, a buffer and more twiddles. */
function fftState(length: number, { inputs: [input] }: KernelCall, { pointer }: Structs): number {
  const half = Math.floor(length / 2);
  const complex = input?.dtype === "int16" ? 4 : 8;
  const structs = 3 * pointer + 264 + complex;
  return structs + complex * (half - 1 + Math.floor(half * 3 / 2));
}

/** Bytes of a value of the input. */
function valueBytes({ inputs: [input] }: KernelCall): number {
  return input?.dtype === "int16" ? 2 : 4;
}

/**
 * What each kernel asks for besides its data; kernels that are not here ask for nothing. From
 * tflite-micro:signal/micro/kernels.
 */
export const SIGNAL_REQUESTS: Readonly<Record<string, Requests>> = {
  SignalDelay: withOptions(["delay_length"], (call, structs, [delay]) => {
    const frame = dimension(call.inputs[0], (call.inputs[0]?.shape.length ?? 0) - 1);
    return { persistent: rings(call, frame + delay, structs) };
  }),
  SignalFilterBank: withOptions(["num_channels"], (_call, _structs, [channels]) => ({
    persistent: [8 * (channels + 1)],
  })),
  SignalFilterBankSpectralSubtraction: withOptions(
    ["num_channels"],
    (_call, _structs, [channels]) => ({
      persistent: [4 * channels],
    }),
  ),
  SignalFramer: withOptions(["frame_size", "frame_step"], (call, structs, [size, step]) => ({
    persistent: rings(call, Math.ceil(size / Math.max(1, step)) * step, structs),
  })),
  SignalIrfft: withOptions(["fft_length"], (call, structs, [length]) => ({
    persistent: [fftState(length, call, structs)],
  })),
  SignalOverlapAdd: (call, structs) => {
    const [input] = call.inputs;
    const rank = input?.shape.length ?? 0;
    const frame = dimension(input, rank - 1);
    const block = frame * dimension(input, rank - 2);
    const rows = block === 0 ? 0 : elements(input) / block;
    return { persistent: [structs.pointer * rows, rowsOf(rows, frame * valueBytes(call))] };
  },
  SignalRfft: withOptions(["fft_length"], (call, structs, [length]) => ({
    persistent: [fftState(length, call, structs)],
    scratch: [length * valueBytes(call)],
  })),
  SignalStacker: withOptions(
    ["num_channels", "stacker_left_context", "stacker_right_context"],
    (_call, structs, [channels, left, right]) => ({
      persistent: [ring(channels * (left + right + 1), structs)],
    }),
  ),
};
