/** Types that an .onnx file declares for named values; dimensions may be open, and have names. */

import { type DType, quoted } from "../../graph/mod.ts";
import { type Resolved, UNRANKED } from "../../operators/mod.ts";
import { elementType } from "./read_tensor.ts";
import type { TensorTypeProto, TypeProto, ValueInfoProto } from "./schema.ts";

/** What a file declares about a value. */
export interface Declared extends Resolved {
  /** A tensor, or what else: `sequence`, `optional`, `map`. */
  readonly kind: "tensor" | "sequence" | "optional" | "map";
  /** Per dimension: its name where it is open; empty where it has none or is fixed. */
  readonly names: readonly string[];
}

/** Sizes of dimensions by their names. */
export type DimensionSizes = ReadonlyMap<string, number>;

/** The declared type of a value. Nothing declared is a tensor of which nothing is known. */
export function readDeclared(
  { type }: ValueInfoProto,
  sizes: DimensionSizes,
  place: string,
): Declared {
  const tensor = type?.tensor_type ?? type?.sparse_tensor_type;
  if (tensor) return readTensorType(tensor, sizes, `${place}.type`);
  return { kind: kindOf(type), dtype: type ? "variant" : undefined, shape: UNRANKED, names: [] };
}

function kindOf(type: TypeProto | null | undefined): Declared["kind"] {
  if (type?.sequence_type) return "sequence";
  if (type?.optional_type) return "optional";
  return type?.map_type ? "map" : "tensor";
}

function readTensorType(
  { elem_type, shape }: TensorTypeProto,
  sizes: DimensionSizes,
  place: string,
): Declared {
  const dtype: DType | undefined = elem_type === 0
    ? undefined
    : elementType(elem_type, `${place}.elem_type`);
  if (!shape) return { kind: "tensor", dtype, shape: UNRANKED, names: [] };
  return {
    kind: "tensor",
    dtype,
    names: shape.dim.map(({ dim_param }) => dim_param),
    // Some exporters write 0 or -1 for what they do not know.
    shape: shape.dim.map(({ dim_value, dim_param }) => {
      const size = Number(dim_value ?? 0);
      return sizes.get(dim_param) ?? (Number.isSafeInteger(size) && size > 0 ? size : NaN);
    }),
  };
}

/** What an operator's rule and a declaration know together; the rule counts where both know. */
export function merged(inferred: Resolved, declared: Declared | undefined): Resolved {
  const dtype = inferred.dtype ?? declared?.dtype;
  const { shape } = inferred;
  if (!declared || declared.kind !== "tensor") return { ...inferred, dtype };
  if (shape === UNRANKED) return { ...inferred, dtype, shape: declared.shape };
  if (declared.shape.length !== shape.length) return { ...inferred, dtype };
  return {
    ...inferred,
    dtype,
    shape: shape.map((size, d) => Number.isNaN(size) ? declared.shape[d] : size),
  };
}

/** The open dimensions of a declared shape as words, such as `0 ("batch")`; empty if none is open. */
export function openDimensions({ shape, names }: Declared): string {
  if (shape === UNRANKED) return "all of them";
  const open = shape.flatMap((size, d) =>
    Number.isNaN(size) ? [names[d] ? `${d} (${quoted(names[d])})` : String(d)] : []
  );
  return open.join(", ");
}
