/** Sentences about an operator of which something is open, for formats that infer shapes. */

import { ABSENT, counted, type Operator, type Tensor } from "../graph/mod.ts";
import { type Resolution, type Resolved, UNRANKED } from "../operators/mod.ts";

/** What all graphs of a file share to collect sentences. */
export interface Remarks {
  /** What stops the shapes. */
  readonly stops: string[];
  /** What else is worth a note. */
  readonly remarks: string[];
}

/** Whether something about a tensor's shape or known numbers is open. */
export function isOpen(tensor: Resolved): boolean {
  return isShapeOpen(tensor) || (tensor.values?.some(Number.isNaN) ?? false);
}

function isShapeOpen({ shape }: Resolved): boolean {
  return shape === UNRANKED || shape.some(Number.isNaN);
}

/**
 * Says what is open behind an operator although nothing before it is, and what is counted at most.
 *
 * @param where The operator in words.
 */
export function remark(
  { stops, remarks }: Remarks,
  tensors: readonly Tensor[],
  { inputs, outputs }: Pick<Operator, "inputs" | "outputs">,
  { unknown, atMost }: Resolution,
  where: string,
): void {
  const existing = (ids: readonly number[]) =>
    ids.filter((id) => id !== ABSENT).map((id) => tensors[id]);
  if (atMost) {
    remarks.push(
      `${where}: the size of its output depends on the data; the largest possible counts`,
    );
  }
  if (!existing(outputs).some(isOpen) || existing(inputs).some(isOpen)) return;
  const what = existing(outputs).some(isShapeOpen)
    ? "the size of its output is"
    : "its numbers are";
  stops.push(`${where}: ${unknown ?? `${what} known at run time only`}`);
}

/** What stops the shapes, and how many are open. What is not known but no shape depends on is left out. */
export function openNotes(stops: readonly string[], open: number): string[] {
  if (open === 0) return [];
  return [
    ...few(stops.map((stop) => `Shapes stop at ${stop}`)),
    `Open dimensions count as 1 in ${
      counted(open, "activation")
    }: the peak is a lower bound, until ` +
    "the shapes of the inputs are given or the operators above are replaced",
  ];
}

/** Sentences of one kind that are shown; more are counted only. */
const MOST_SHOWN = 8;

/** The first sentences of a list, and how many more there are. */
export function few(sentences: readonly string[]): string[] {
  if (sentences.length <= MOST_SHOWN) return [...sentences];
  return [...sentences.slice(0, MOST_SHOWN), `${sentences.length - MOST_SHOWN} more of this kind`];
}
