/** Whether a graph computes what another one does, whatever the input: by value, not by example. */

import type { Graph } from "../graph/mod.ts";
import { type PixelGraph, pixelsOf } from "./pixels.ts";
import { Values } from "./values.ts";

/** What is known about two graphs that should compute the same. */
export interface Equivalence {
  /** Why it is not shown that they do: sentences, none if it is. */
  readonly faults: readonly string[];
  /**
   * Per operator of the second graph: the operator of the first whose values it computes, all or some
   * of them; -1 where it only moves values or computes none that the first does.
   */
  readonly origins: readonly number[];
}

/**
 * Shows that two graphs have the same outputs, bit for bit, for every input.
 *
 * Every pixel of every tensor is given a number that stands for its value: for how it is computed, by
 * which type of operator, with which attributes, weights and scales, and of which values. Pixels that
 * are only moved keep their number. Where the outputs of two graphs have the same numbers, they have
 * the same values: which operator computes them, in which order, in how many parts or how often does
 * not matter. Graphs that compute the same in a way that is not looked at here are not shown to.
 */
export function equivalence(before: Graph, after: Graph): Equivalence {
  const values = new Values();
  const original = pixelsOf(before, values);
  const known = values.count;
  const rewritten = pixelsOf(after, values);
  const faults: string[] = [];
  for (const end of ["inputs", "outputs"] as const) {
    if (factsOf(before, end) !== factsOf(after, end)) faults.push(`the ${end} are others`);
  }
  if (String(original.effects) !== String(rewritten.effects)) {
    faults.push("operators with a memory or an effect are others, or in another order");
  }
  if (faults.length === 0) {
    before.outputs.forEach((id, place) => {
      const [wanted, found] = [original.pixels.get(id), rewritten.pixels.get(after.outputs[place])];
      const pixel = wanted?.findIndex((value, i) => value !== found?.[i]) ?? -1;
      if (pixel < 0) return;
      const { name, shape } = before.tensors[id];
      const why = reasonOf(found![pixel], known, rewritten, values);
      faults.push(`output ${place} "${name}" differs at [${indexOf(pixel, shape)}]: ${why}`);
    });
  }
  const origins = after.operators.map(({ inputs, outputs }) => {
    const pixelsAt = (ids: readonly number[]) =>
      ids.flatMap((id) => rewritten.pixels.get(id) ?? []);
    const moved = new Set(pixelsAt(inputs));
    const isShared = (value: number) =>
      value < known && !moved.has(value) && values.partsOf(value).length > 0;
    const value = pixelsAt(outputs).find(isShared);
    return value === undefined ? -1 : operatorOf(value, original);
  });
  return { faults, origins };
}

/** What the caller of a graph sees of it. */
function factsOf(graph: Graph, end: "inputs" | "outputs"): string {
  return JSON.stringify(graph[end].map((id) => {
    const { name, dtype, shape, quantization } = graph.tensors[id];
    return [name, dtype, shape, quantization];
  }));
}

/** Why a graph has a value in a place where another has not, in the words of its first cause. */
function reasonOf(value: number, known: number, graph: PixelGraph, values: Values): string {
  if (value < known) return "the original has in another place what lies there";
  const isNew = (part: number) => part >= known;
  for (;;) {
    const parts = values.partsOf(value);
    const next = parts.find((part) => isNew(part) && values.partsOf(part).length > 0);
    if (next !== undefined) {
      value = next;
      continue;
    }
    const { type, name } = graph.graph.operators[operatorOf(value, graph)];
    return parts.some(isNew)
      ? `${type} "${name}" has settings or numbers that the original has not`
      : `${type} "${name}" reads other places than the original does`;
  }
}

/** The operator that computed a value first. */
function operatorOf(value: number, { firsts }: PixelGraph): number {
  return firsts.findLastIndex((first) => first <= value);
}

/** The place of a pixel, without the last dimension. */
function indexOf(pixel: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (const size of shape.slice(0, -1).toReversed()) {
    index.unshift(pixel % size);
    pixel = Math.floor(pixel / size);
  }
  return index;
}
