/** What a kernel is: the promise that every file of `kernels/` keeps. */

import type { Operator, Tensor } from "../graph/mod.ts";
import type { Cells, Elements, Numbers } from "./elements.ts";

/** A tensor and its elements, where they lie in memory. */
export interface Operand {
  readonly tensor: Tensor;
  readonly data: Elements;
}

/**
 * Listens to a kernel. A kernel announces every element of an input before it reads it, and every
 * element of an output after it has stored it and before it reads anything more; so the listener
 * knows at each read what has been overwritten by then. Places count the operator's inputs (or
 * outputs); elements count from the start of the tensor.
 */
export interface Watch {
  reads(input: number, first: number, count: number): void;
  writes(output: number, first: number, count: number): void;
  /**
   * One `memcpy`, or the move of one element, which is about to come: the two ranges are the same
   * bytes or have none in common.
   */
  copies(input: number, from: number, output: number, to: number, count: number): void;
}

/** A graph that an operator calls, ready to run. */
export interface CalledGraph {
  readonly inputs: readonly Operand[];
  readonly outputs: readonly Operand[];
  run(): void;
}

/** Values of resources by name; they outlive a run. */
export type Resources = Map<string, { bytes: Uint8Array }>;

/** One operator with its operands in place. */
export interface Call {
  readonly operator: Operator;
  /** Absent optional inputs are `undefined`. */
  readonly inputs: readonly (Operand | undefined)[];
  readonly outputs: readonly Operand[];
  /** Present where somebody wants to know what is read and written when. */
  readonly watch?: Watch;
  /** The graphs that the operator calls, in the order of `Operator.calls`. */
  readonly called: readonly CalledGraph[];
  readonly resources: Resources;
}

/**
 * Prepares an operator: everything that does not depend on activations is worked out here, once; the
 * function that comes back runs it.
 *
 * A kernel touches elements one by one, in the loop order of the reference kernels of TensorFlow Lite
 * Micro: where an output overlaps an input in memory, it goes wrong exactly where they do.
 *
 * @throws {UnsupportedError} If the kernel does not know the types or settings.
 */
export type Kernel = (call: Call) => () => void;

/** An operator that no kernel runs, and why. */
export class UnsupportedError extends Error {
  /** Always `UnsupportedError`. */
  override readonly name = "UnsupportedError";
  /** Describes one operator. */
  constructor(
    /** The type of the operator. */
    readonly type: string,
    /** What the kernel wants and what came. */
    readonly reason: string,
  ) {
    super(`Cannot run ${type}: ${reason}`);
  }
}

/** An input that must be there. */
export function inputOf(call: Call, place: number): Operand {
  const operand = call.inputs[place];
  if (operand === undefined) {
    throw new UnsupportedError(call.operator.type, `an input ${place} wanted, none came`);
  }
  return operand;
}

/** @throws {UnsupportedError} If the output is absent. */
export function outputOf(call: Call, place: number): Operand {
  const output = call.outputs[place];
  if (output) return output;
  throw new UnsupportedError(call.operator.type, `an output ${place} wanted, none came`);
}

/** The elements of an operand as numbers (for types that are not 64-bit integers). */
export function numbers(operand: Operand): Numbers {
  return operand.data as Numbers;
}

/** The elements of an operand, to be moved only. */
export function cells(operand: Operand): Cells {
  return operand.data as unknown as Cells;
}

/** Refuses types that are not in a list such as `["int8,int8", "float32,float32"]`. */
export function expectTypes(
  call: Call,
  operands: readonly Operand[],
  known: readonly string[],
): string {
  const found = operands.map(({ tensor }) => tensor.dtype).join(",");
  if (known.includes(found)) return found;
  throw new UnsupportedError(call.operator.type, `${known.join(" or ")} wanted, ${found} came`);
}

/** A numeric attribute. */
export function numberOf(call: Call, name: string): number {
  const value = call.operator.attributes[name];
  return typeof value === "number" ? value : refuse(call, name, "a number", value);
}

/** An attribute that is a text. */
export function textOf(call: Call, name: string): string {
  const value = call.operator.attributes[name];
  return typeof value === "string" ? value : refuse(call, name, "a text", value);
}

/** An attribute that is true or false. */
export function flagOf(call: Call, name: string): boolean {
  const value = call.operator.attributes[name];
  return typeof value === "boolean" ? value : refuse(call, name, "true or false", value);
}

function refuse(call: Call, name: string, wanted: string, value: unknown): never {
  const reason = `${wanted} wanted for ${name}, ${JSON.stringify(value)} came`;
  throw new UnsupportedError(call.operator.type, reason);
}

/** The integers of an operand that must be a constant: axes, shapes, paddings. */
export function constantIntegers(call: Call, place: number): number[] {
  const { tensor, data } = inputOf(call, place);
  if (tensor.role === "constant") return Array.from(data as Numbers, Number);
  throw new UnsupportedError(call.operator.type, `a constant wanted as input ${place}`);
}
