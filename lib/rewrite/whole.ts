/** What bands leave whole: the bytes that no rewrite of a graph goes below, and who asks for them. */

import { type Accounting, givenOrder, liveBytes, savedBytes } from "../tmm/mod.ts";
import { runFault } from "./run.ts";

/** A bound for every rewrite. */
export interface Whole {
  /** Bytes of the head at least. */
  readonly bytes: number;
  /** Who asks for them, in words. */
  readonly why: string;
}

/**
 * The most bytes that must be there at once however a graph is cut into bands: its inputs before the
 * first operator, its outputs after the last, or what an operator that cannot be cut reads, writes and
 * works on, less what it may share.
 */
export function wholeOf(accounting: Accounting): Whole {
  const { graph, bytes, reads, scratch } = accounting;
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  const sizesOf = (ids: Iterable<number>) => sum([...ids].map((id) => bytes[id]));
  const needs: Whole[] = [
    { bytes: sizesOf(graph.inputs), why: "the model's inputs" },
    { bytes: sizesOf(graph.outputs), why: "the model's outputs" },
  ];
  graph.operators.forEach(({ outputs }, o) => {
    const why = runFault(graph, o, o);
    if (why === undefined) return;
    const own = sizesOf(new Set([...reads[o], ...outputs])) + sum(scratch[o]);
    needs.push({ bytes: own - savedBytes(accounting, o, () => true), why });
  });
  return needs.reduce((most, need) => need.bytes > most.bytes ? need : most);
}

/** Why the operator that needs most cannot be computed in bands; `undefined` where it can. */
export function peakFault(accounting: Accounting): string | undefined {
  const needs = liveBytes(accounting, givenOrder(accounting.graph));
  const peak = needs.indexOf(Math.max(...needs));
  return peak < 0 ? undefined : runFault(accounting.graph, peak, peak);
}
