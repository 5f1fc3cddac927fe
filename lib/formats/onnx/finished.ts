/** The last step of reading a tensor: open dimensions count as 1, and the tensor says so. */

import type { Tensor } from "../../graph/mod.ts";
import { UNRANKED } from "../../operators/mod.ts";
import type { Reading, Scope } from "./scope.ts";
import { sequenceBytes } from "./sequences.ts";

/** A tensor as the graph holds it; `shapeSignature` has -1 where a dimension is open. */
export function finished(reading: Reading, scope: Scope, tensor: Tensor, id: number): Tensor {
  const { values, shape, ...rest } = tensor;
  const known = values?.some(Number.isNaN) ? {} : { values };
  const elements = scope.sequences.get(id);
  if (elements) return { ...rest, shape, bytes: sequenceBytes(elements) };
  if (shape !== UNRANKED && !shape.some(Number.isNaN)) {
    return { ...rest, shape, ...(values ? known : {}) };
  }
  if (tensor.role === "activation") reading.counts.open++;
  return {
    ...rest,
    shape: shape === UNRANKED ? [] : shape.map((size) => Number.isNaN(size) ? 1 : size),
    shapeSignature: shape.map((size) => Number.isNaN(size) ? -1 : size),
  };
}
