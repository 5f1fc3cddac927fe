/** What rules for formats without declared shapes look at: shapes with open dimensions, and known numbers. */

import { ABSENT, type DType, elementsOf, halfToNumber, type Tensor } from "../graph/mod.ts";
import { axisIn, fail, inputAt, numbersOf, type Query, type Shape } from "./query.ts";

/**
 * The shape of a tensor whose number of dimensions is not known. In the shape of a tensor whose number
 * of dimensions is known, NaN stands for an open one: arithmetic carries it on.
 */
export const UNRANKED: Shape = Object.freeze([NaN]);

/**
 * Longer tensors are not looked at number by number: shapes, axes and scales are short, and a file of
 * many operators may ask for each.
 */
export const MOST_VALUES = 256;

/** Whether an input is there. */
export function isGiven({ operator }: Query, place: number): boolean {
  return (operator.inputs[place] ?? ABSENT) !== ABSENT;
}

/** The shape of an input; open dimensions are NaN. @throws {Unknown} If its rank is not known. */
export function dimsAt(query: Query, place: number): Shape {
  const { shape, name } = inputAt(query, place);
  return shape === UNRANKED ? fail(`the rank of input ${place} ("${name}") is not known`) : shape;
}

/** The shape of an input of at least some rank. @throws {Unknown} If it has fewer dimensions. */
export function dimsFrom(query: Query, place: number, rank: number): Shape {
  const shape = dimsAt(query, place);
  return shape.length >= rank ? shape : fail(`input ${place} has rank ${shape.length}`);
}

/** What two sources know about a shape: the first counts, the second fills what it leaves open. */
export function filled(shape: Shape, other: Shape): Shape {
  if (shape === UNRANKED) return other;
  if (other === UNRANKED || other.length !== shape.length) return shape;
  return shape.map((size, d) => Number.isNaN(size) ? other[d] : size);
}

/** The element type of an input. @throws {Unknown} If it is absent. */
export function dtypeAt(query: Query, place: number): DType {
  return inputAt(query, place).dtype;
}

/** How a number of some types is read from bytes. */
const READERS: Partial<
  Record<DType, readonly [bytes: number, (v: DataView, at: number) => number]>
> = {
  int64: [8, (view, at) => Number(view.getBigInt64(at, true))],
  uint64: [8, (view, at) => Number(view.getBigUint64(at, true))],
  float64: [8, (view, at) => view.getFloat64(at, true)],
  float32: [4, (view, at) => view.getFloat32(at, true)],
  float16: [2, (view, at) => halfToNumber(view.getUint16(at, true))],
  int32: [4, (view, at) => view.getInt32(at, true)],
  uint32: [4, (view, at) => view.getUint32(at, true)],
  int16: [2, (view, at) => view.getInt16(at, true)],
  uint16: [2, (view, at) => view.getUint16(at, true)],
  int8: [1, (view, at) => view.getInt8(at)],
  uint8: [1, (view, at) => view.getUint8(at)],
  bool: [1, (view, at) => view.getUint8(at)],
};

/** The numbers of a small tensor, as far as they are known; `undefined` where none is. */
export function valuesOf({ data, dtype, shape, values }: Tensor): readonly number[] | undefined {
  if (values) return values;
  const [bytes, read] = READERS[dtype] ?? [];
  const count = elementsOf(shape);
  if (!data || !bytes || !read || !(count <= MOST_VALUES) || data.length !== count * bytes) {
    return undefined;
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: count }, (_, i) => read(view, i * bytes));
}

/** The numbers of an input; NaN for those that are not known. @throws {Unknown} If none is known. */
export function valuesAt(query: Query, place: number): readonly number[] {
  const input = inputAt(query, place);
  const why = input.role === "constant" ? "is not in the file" : "is computed at run time";
  return valuesOf(input) ?? fail(`input ${place} ("${input.name}") ${why}`);
}

/** The only number of an input. @throws {Unknown} If it is not known, or not the only one. */
export function valueAt(query: Query, place: number): number {
  const values = valuesAt(query, place);
  return values.length === 1 ? values[0] : fail(`input ${place} holds ${values.length} numbers`);
}

/** Numbers that newer versions of an operator take as an input and older ones as a setting. */
export function inputOrSetting(query: Query, place: number, name: string): readonly number[] {
  return isGiven(query, place) ? valuesAt(query, place) : numbersOf(query, name);
}

/** Axes counted from the front. @throws {Unknown} If one is not known, outside, or there twice. */
export function axesIn(rank: number, axes: readonly number[]): number[] {
  const counted = axes.map((axis) => axisIn(rank, axis));
  return new Set(counted).size === axes.length
    ? counted
    : fail(`an axis is there twice: [${axes}]`);
}

/** A number per position of a small shape, in row-major order. @throws {Unknown} If it is large. */
export function valuesOver(
  shape: Shape,
  valueAt: (position: readonly number[]) => number,
): readonly number[] {
  const count = elementsOf(shape);
  if (!(count <= MOST_VALUES)) return fail(`[${shape}] are too many numbers to look at`);
  return Array.from({ length: count }, (_, element) => {
    const position = new Array<number>(shape.length);
    for (let d = shape.length - 1; d >= 0; d--) {
      position[d] = element % shape[d];
      element = Math.floor(element / shape[d]);
    }
    return valueAt(position);
  });
}

/** Where a position lies among the numbers of a shape. */
export function indexIn(shape: Shape, position: readonly number[]): number {
  return shape.reduce((index, size, d) => index * size + position[d], 0);
}

/** What shapes have in common; a dimension that is open in one is as in the others. */
export function commonDims(shapes: readonly Shape[]): Shape {
  const [first] = shapes.length > 0 ? shapes : fail("it has no inputs");
  return first.map((_, d) => {
    const sizes = shapes.map((shape) =>
      shape.length === first.length ? shape[d] : fail("its inputs differ in rank")
    );
    const known = sizes.filter((size) => !Number.isNaN(size));
    if (known.every((size) => size === known[0])) return known[0] ?? NaN;
    return fail(`its inputs differ in dimension ${d}: ${known.join(", ")}`);
  });
}

/** The shape of tensors that are joined along an axis. */
export function concatenatedDims(shapes: readonly Shape[], axis: number): Shape {
  const whole = shapes.reduce((sum, shape) => sum + (shape[axis] ?? NaN), 0);
  return commonDims(shapes.map((shape) => shape.map((size, d) => d === axis ? 0 : size)))
    .with(axis, whole);
}

/** A shape of some rank in which all shapes fit: the largest sizes; open where one of them is. */
export function coveringDims(shapes: readonly Shape[]): Shape {
  const [first = [], ...others] = shapes;
  if (shapes.includes(UNRANKED) || others.some((shape) => shape.length !== first.length)) {
    return UNRANKED;
  }
  return first.map((size, d) => Math.max(size, ...others.map((shape) => shape[d])));
}

/** The common shape of operands; a dimension that is open everywhere, or beside ones, stays open. */
export function joinedDims(shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, d) => {
    const sizes = shapes.map((shape) => shape[d - rank + shape.length] ?? 1);
    const wide = sizes.filter((size) => size !== 1 && !Number.isNaN(size));
    if (wide.every((size) => size === wide[0])) return wide[0] ?? Math.max(...sizes);
    return fail(`shapes ${shapes.map((shape) => `[${shape}]`).join(" and ")} do not go together`);
  });
}
