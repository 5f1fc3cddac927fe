/** What a kernel set says about one input and one output of one operator. */

import { DTYPE_BITS, type Operator, type Tensor } from "../graph/mod.ts";
import type { Access } from "../operators/mod.ts";

/** One input in one place of an operator, one output, and how the reference kernel goes about it. */
export interface Question {
  /** The operator. */
  readonly operator: Operator;
  /** All tensors of the graph, by id. */
  readonly tensors: readonly Tensor[];
  /** The input's tensor. */
  readonly input: Tensor;
  /** The output's tensor. */
  readonly output: Tensor;
  /** How the reference kernel reads the one and writes the other. */
  readonly access: Access;
}

/**
 * Permission to share memory: `offset(input) - offset(output)` may be any number of bytes from
 * `distance` on, or `distance` only where `exact` is set; or a reason why not.
 */
export type Verdict =
  | { readonly distance: number; readonly exact: boolean }
  | { readonly refusal: string };

/** The opinion of a kernel set. */
export type Judge = (question: Question) => Verdict;

/**
 * TensorFlow Lite Micro lays every tensor at a multiple of this many bytes. Distances that only hold
 * exactly must be multiples too.
 */
export const ALIGNMENT = 16;

/** Bytes of one element; not whole where several share a byte. */
export function elementBytes({ dtype }: Tensor): number {
  return DTYPE_BITS[dtype] / 8;
}

/**
 * The verdict on an input that stands in several places: what holds in all of them.
 *
 * @param verdicts One per place, at least one.
 */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  let least = -Infinity;
  let only: number | undefined;
  for (const verdict of verdicts) {
    if ("refusal" in verdict) return verdict;
    const { distance, exact } = verdict;
    if (exact && only !== undefined && only !== distance) {
      return { refusal: "the operator wants it in two places at once" };
    }
    if (exact) only = distance;
    else least = Math.max(least, distance);
  }
  if (only === undefined) return { distance: least, exact: false };
  if (only >= least) return { distance: only, exact: true };
  return { refusal: "the operator wants it in two places at once" };
}
