/** The outputs of TensorFlow operators by name: so functions call them, while graphs count them. */

// Source: the operator definitions of TensorFlow. Operators with one output, or one list of outputs,
// need no entry: it begins at 0 whatever its name.
const OUTPUT_NAMES: Readonly<Record<string, readonly string[]>> = {
  FusedBatchNorm: batchNorm(2),
  FusedBatchNormV2: batchNorm(2),
  FusedBatchNormV3: batchNorm(3),
  MaxPoolWithArgmax: ["output", "argmax"],
  Merge: ["output", "value_index"],
  NonMaxSuppressionV4: ["selected_indices", "valid_outputs"],
  NonMaxSuppressionV5: ["selected_indices", "selected_scores", "valid_outputs"],
  Switch: ["output_false", "output_true"],
  TensorArrayV3: ["handle", "flow"],
  TensorListPopBack: ["output_handle", "tensor"],
  TopKV2: ["values", "indices"],
  Unique: ["y", "idx"],
  UniqueV2: ["y", "idx"],
};

function batchNorm(reserved: number): string[] {
  const spaces = Array.from({ length: reserved }, (_, i) => `reserve_space_${i + 1}`);
  return ["y", "batch_mean", "batch_variance", ...spaces];
}

/** The first place of a named output. */
export function outputPlace(op: string, name: string): number {
  return Math.max(0, OUTPUT_NAMES[op]?.indexOf(name) ?? 0);
}

/**
 * How many outputs an operator makes whether they are read or not, by its type. The statistics of a
 * batch norm are not among them: it makes them in training only.
 */
export function namedOutputs(op: string): number {
  return op.startsWith("FusedBatchNorm") ? 1 : OUTPUT_NAMES[op]?.length ?? 1;
}
