/** Settings that many TensorFlow operators have: element types and the order of an image's dimensions. */

import { type DType, DTYPE_BITS } from "../../graph/mod.ts";
import { dimsAt } from "../operands.ts";
import { fail, type Query, type Shape } from "../query.ts";

/** The element type that a setting names. @throws {Unknown} If it names none. */
export function dtypeOf({ operator }: Query, setting: string, fallback?: DType): DType {
  const name = operator.attributes[setting] ?? fallback;
  if (typeof name === "string" && Object.hasOwn(DTYPE_BITS, name)) return name as DType;
  return fail(`its ${setting} is ${String(name)}, which is no element type`);
}

/** Where batch, channels and the spatial dimensions of an image lie. */
export interface Layout {
  /** The dimension of the channels. */
  readonly channels: number;
  /** The dimensions of height, width, ..., outermost first. */
  readonly spatial: readonly number[];
}

/** The layout of images of a rank: NCHW or NHWC (NCDHW or NDHWC). */
export function layoutOf({ operator }: Query, rank: number): Layout {
  const { data_format: format = "NHWC" } = operator.attributes;
  const first = String(format).startsWith("NC");
  if (first && format !== "NCHW" && format !== "NCDHW") return fail(`its data_format is ${format}`);
  const spatial = Array.from({ length: rank - 2 }, (_, d) => d + (first ? 2 : 1));
  return { channels: first ? 1 : rank - 1, spatial };
}

/** An input that is an image of a rank. @throws {Unknown} If its rank is another. */
export function imageAt(query: Query, place: number, rank: number): Shape {
  const shape = dimsAt(query, place);
  return shape.length === rank
    ? shape
    : fail(`input ${place} has rank ${shape.length}, not ${rank}`);
}
