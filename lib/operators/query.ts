/** What a rule may look at: one operator, its operands as known so far, and its settings. */

import { ABSENT, DTYPE_BITS, type Operator, type Tensor } from "../graph/mod.ts";

/** Dimensions of a tensor. */
export type Shape = readonly number[];

/** One operator among the tensors of its graph; shapes may be ahead of the graph's own. */
export interface Query {
  /** The operator. */
  readonly operator: Operator;
  /** All tensors of the graph, by id. */
  readonly tensors: readonly Tensor[];
}

/** Thrown by rules where an operator does not say what they need; the message is a clause to show. */
export class Unknown extends Error {
  /** Always `Unknown`. */
  override readonly name = "Unknown";
}

/** The input in a place. @throws {Unknown} If it is absent. */
export function inputAt({ operator, tensors }: Query, place: number): Tensor {
  return tensors[operator.inputs[place] ?? ABSENT] ?? fail(`it has no input ${place}`);
}

/** The output in a place. @throws {Unknown} If it is absent. */
function outputAt({ operator, tensors }: Query, place: number): Tensor {
  return tensors[operator.outputs[place] ?? ABSENT] ?? fail(`it has no output ${place}`);
}

/** The shape of an input. @throws {Unknown} If it is absent or of another rank. */
export function shapeAt(query: Query, place: number, rank?: number): Shape {
  return ofRank(inputAt(query, place).shape, rank, `input ${place}`);
}

/** The shape of an output. @throws {Unknown} If it is absent or of another rank. */
export function outputShapeAt(query: Query, place: number, rank?: number): Shape {
  return ofRank(outputAt(query, place).shape, rank, `output ${place}`);
}

function ofRank(shape: Shape, rank: number | undefined, what: string): Shape {
  if (rank === undefined || shape.length === rank) return shape;
  return fail(`${what} has rank ${shape.length}, not ${rank}`);
}

/**
 * The integers of a constant input of type int32 or int64, such as a shape or an axis.
 *
 * @throws {Unknown} If it is absent, computed at run time, or of another type.
 */
export function constantAt(query: Query, place: number): readonly number[] {
  const { data, dtype, name } = inputAt(query, place);
  if (!data) return fail(`input ${place} ("${name}") is computed at run time`);
  if (dtype !== "int32" && dtype !== "int64") return fail(`input ${place} is of type ${dtype}`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const size = DTYPE_BITS[dtype] / 8;
  return Array.from(
    { length: Math.floor(data.byteLength / size) },
    (_, i) => size === 4 ? view.getInt32(4 * i, true) : Number(view.getBigInt64(8 * i, true)),
  );
}

/** The single integer of a constant input. @throws {Unknown} If it is not one constant integer. */
export function scalarAt(query: Query, place: number): number {
  const values = constantAt(query, place);
  return values.length === 1 ? values[0] : fail(`input ${place} holds ${values.length} values`);
}

/** A number among the settings. @throws {Unknown} If it is not there and has no fallback. */
export function numberOf({ operator }: Query, name: string, fallback?: number): number {
  const value = operator.attributes[name] ?? fallback;
  return typeof value === "number" ? value : fail(`it does not say its ${name}`);
}

/** A list of numbers among the settings; empty where it is not there. */
export function numbersOf({ operator }: Query, name: string): readonly number[] {
  const value = operator.attributes[name];
  return Array.isArray(value) ? value as readonly number[] : [];
}

/** Whether a setting is `true`. */
export function flagOf({ operator }: Query, name: string): boolean {
  return operator.attributes[name] === true;
}

/** An axis counted from the front. @throws {Unknown} If there is no such axis. */
export function axisIn(rank: number, axis: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (counted >= 0 && counted < rank) return counted;
  return fail(`axis ${axis} is outside of rank ${rank}`);
}

/** Longer loops are not looked at position by position. */
const LONGEST = 2 ** 20;

/** A value per position of a loop. @throws {Unknown} If the loop is too long to look at. */
export function perPosition(count: number, valueAt: (position: number) => number): number[] {
  if (count > LONGEST) return fail(`${count} positions in one dimension are too many to look at`);
  return Array.from({ length: count }, (_, position) => valueAt(position));
}

/** Stops a rule: `why` completes "the rule cannot tell, because ...". */
export function fail(why: string): never {
  throw new Unknown(why);
}
