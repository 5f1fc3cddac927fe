/** How operators with one input run that treat every element alike. */

import { type Call, expectTypes, inputOf, type Kernel, numbers } from "../kernel.ts";
import { rangeOf } from "../quantization.ts";

/** One element of the output from one element of the input. */
export type Unary = (x: number) => number;

/** A unary operator: given a call, what it does to an element, for each pair of types it knows. */
export type UnaryTypes = Readonly<Record<string, (call: Call) => Unary>>;

/**
 * A kernel that goes from the first element to the last. Where the input is an integer of 8 or 16
 * bits, the function is asked once for each value that there is, and not in the loop.
 */
export function unaryKernel(types: UnaryTypes): Kernel {
  return (call) => {
    const input = inputOf(call, 0);
    const [output] = call.outputs;
    const of = types[expectTypes(call, [input, output], Object.keys(types))](call);
    const x = numbers(input);
    const y = numbers(output);
    const { watch } = call;
    if (!["int8", "uint8", "int16"].includes(input.tensor.dtype)) {
      return () => {
        for (let i = 0; i < x.length; i++) {
          watch?.reads(0, i, 1);
          y[i] = of(x[i]);
          watch?.writes(0, i, 1);
        }
      };
    }
    const [low, high] = rangeOf(input.tensor);
    const table = Float64Array.from({ length: high - low + 1 }, (_, i) => of(low + i));
    return () => {
      for (let i = 0; i < x.length; i++) {
        watch?.reads(0, i, 1);
        y[i] = table[x[i] - low];
        watch?.writes(0, i, 1);
      }
    };
  };
}

/** A kernel for float32 alone. */
export function realKernel(of: Unary): Kernel {
  return unaryKernel({ "float32,float32": () => of });
}
