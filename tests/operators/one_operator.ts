/** Graphs of a single operator, for tests of what is known about its type. */

import {
  ABSENT,
  type Attributes,
  bytesOf,
  createGraph,
  type DType,
  type Graph,
  type Tensor,
} from "../../lib/graph/mod.ts";

/** An operand: an activation unless it has values (int32) or is said to be constant. */
export interface Part {
  readonly shape: readonly number[];
  readonly dtype?: DType;
  readonly values?: readonly number[];
  readonly constant?: boolean;
}

/** An int8 activation. */
export function data(...shape: number[]): Part {
  return { shape, dtype: "int8" };
}

/** int8 weights. */
export function weights(...shape: number[]): Part {
  return { shape, dtype: "int8", constant: true };
}

/** Constant int32 parameters. */
export function numbers(...values: number[]): Part {
  return { shape: [values.length], dtype: "int32", values };
}

/** The graph of one operator: inputs are tensors 0, 1, ...; outputs follow; null is an absent input. */
export function oneOperator(
  type: string,
  attributes: Attributes,
  inputs: readonly (Part | null)[],
  outputs: readonly Part[],
): Graph {
  const parts = [...inputs.filter((part) => part !== null), ...outputs];
  const tensors = parts.map(({ shape, dtype = "int8", values, constant }, id): Tensor => ({
    name: `t${id}`,
    dtype,
    shape,
    bytes: bytesOf(dtype, shape),
    role: values || constant ? "constant" : "activation",
    ...values && { data: new Uint8Array(Int32Array.from(values).buffer) },
  }));
  let id = 0;
  const ids = inputs.map((part) => part === null ? ABSENT : id++);
  const outputIds = outputs.map(() => id++);
  return createGraph({
    name: type,
    tensors,
    operators: [{ type, name: type, attributes, inputs: ids, outputs: outputIds }],
    inputs: ids.filter((input) => input !== ABSENT && tensors[input].role === "activation"),
    outputs: outputIds,
  });
}
