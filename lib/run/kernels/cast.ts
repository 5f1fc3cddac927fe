/** CAST. */

import { type Call, cells, expectTypes, inputOf, type Kernel } from "../kernel.ts";

const NUMBERS = ["float32", "int8", "uint8", "int16", "int32", "uint32", "bool"];
const PAIRS = NUMBERS.flatMap((from) => NUMBERS.map((to) => `${from},${to}`));
const WIDE = ["float32", "int32"].flatMap((type) => [`${type},int64`, `int64,${type}`]);

/** Prepares CAST between float32, bool and integers: towards zero, and wrapping. */
export const castKernel: Kernel = (call) => {
  const input = inputOf(call, 0);
  const [output] = call.outputs;
  expectTypes(call, [input, output], [...PAIRS, ...WIDE]);
  const of = conversion(output.tensor.dtype);
  return elementByElement(call, of);
};

function conversion(to: string): (x: unknown) => unknown {
  if (to === "int64") return (x) => BigInt(Math.trunc(Number(x)));
  if (to === "bool") return (x) => Number(x) !== 0 ? 1 : 0;
  return to === "float32" ? Number : (x) => Math.trunc(Number(x));
}

function elementByElement(call: Call, of: (x: unknown) => unknown): () => void {
  const x = cells(inputOf(call, 0));
  const y = cells(call.outputs[0]);
  const { watch } = call;
  return () => {
    for (let i = 0; i < x.length; i++) {
      watch?.reads(0, i, 1);
      y[i] = of(x[i]);
      watch?.writes(0, i, 1);
    }
  };
}
