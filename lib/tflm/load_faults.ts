/** Why TFLM would refuse a model, as far as the file tells. */

import { ABSENT, type DType } from "../graph/mod.ts";
import { elementBytes } from "./bytes.ts";
import { kernelSizes } from "./kernel_sizes.ts";
import type { TflmSource } from "./source.ts";

/** `BuiltinOperator_CUSTOM`: such an operator's kernel comes from the application. */
const CUSTOM = 32;

/**
 * Types that a kernel takes: those of the first operand, or of the first two. Only kernels that
 * refuse what files of the field hold.
 */
const TAKES: Readonly<Record<string, readonly (readonly DType[])[]>> = {
  CONCATENATION: [["float32"], ["int8"], ["int16"], ["int32"], ["int64"], ["bool"]],
  CONV_2D: [["float32", "float32"], ["int8", "int8"], ["int8", "int4"], ["int16", "int8"]],
  DEQUANTIZE: [["int8"], ["int16"], ["uint8"]],
  FULLY_CONNECTED: [["float32", "float32"], ["int8", "int8"], ["int8", "int4"], ["int16", "int8"]],
  GATHER: [["float32", "int32"], ["int8", "int32"]],
};

/** Operands of UNIDIRECTIONAL_SEQUENCE_LSTM that TFLM insists on being absent. */
const ABSENT_IN_LSTM = [9, 10, 11, 16, 17, 20, 21, 22, 23];

/**
 * Sentences about what makes TFLM refuse a model: builtin operators without a kernel, element types
 * without a size (strings among them), and operands that a kernel does not take. A model without
 * such faults may still be refused by one of its kernels.
 */
export function loadFaults(source: TflmSource): string[] {
  const faults = new Set<string>();
  source.graphs.forEach((graph, g) => {
    graph.operators.forEach(({ type, inputs }, o) => {
      const code = source.operatorCodes[source.subgraphs[g].operators[o].opcodeIndex]?.code;
      const known = kernelSizes(type, { target: "x64", build: "reference" }) !== undefined;
      if (!known && code !== CUSTOM) faults.add(`it has no kernel for ${type}`);
      const peepholes = ABSENT_IN_LSTM.some((i) => (inputs[i] ?? ABSENT) !== ABSENT);
      if (type === "UNIDIRECTIONAL_SEQUENCE_LSTM" && peepholes) {
        faults.add(`its ${type} takes neither peepholes, projection nor layer normalisation`);
      }
      const takes = Object.hasOwn(TAKES, type) ? TAKES[type] : undefined;
      const came = inputs.slice(0, takes?.[0].length ?? 0).map((id) => graph.tensors[id]?.dtype);
      if (takes === undefined || takes.some((types) => types.every((t, i) => t === came[i]))) {
        return;
      }
      const wanted = takes.map((types) => types.join(" with ")).join(", ");
      faults.add(`its ${type} takes ${wanted}, not ${came.join(" with ")}`);
    });
    for (const { dtype } of graph.tensors) {
      if (elementBytes(dtype) === undefined) faults.add(`it has no size for elements of ${dtype}`);
    }
  });
  return [...faults];
}
