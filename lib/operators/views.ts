/** Which tensors are parts of others, so that what copies them need not move a byte. */

import { DTYPE_BITS, type Graph, linksOf } from "../graph/mod.ts";
import { placeInOutput } from "./access/access.ts";
import { accessPairs } from "./access/pairs.ts";

/** Where a tensor lies in the tensor that it is a part of. */
export interface View {
  /** Tensor id of the whole, which is a part of nothing itself. */
  readonly root: number;
  /** Bytes from the start of the whole. */
  readonly offset: number;
}

/** Outputs that are a run of their input's own bytes. */
const PARTS_OF_INPUT = new Set(["SLICE", "RESHAPE"]);

/** Bytes that tensors of elements wider than a byte are aligned to, as kernels may load them in groups. */
const WIDE_ALIGNMENT = 16;

/**
 * Per tensor: the whole that it can be a view of, itself at offset 0 where there is none.
 *
 * An input of a CONCATENATION is a part of its output where it fills one unbroken range of it; the
 * output of a SLICE or RESHAPE, of its input. A tensor that could be a part of two wholes is one of
 * the first concatenation. Inputs of the graph are never parts: the caller says where they are. Parts
 * of elements wider than a byte must lie aligned in their whole.
 *
 * The kernels then copy bytes onto themselves, on the reference kernels and on CMSIS-NN's builds
 * alike (measured bit-identical on 19 files of each). Computed once per graph.
 */
export function viewsOf(graph: Graph): readonly View[] {
  const found = known.get(graph);
  if (found) return found;
  const views = findViews(graph);
  known.set(graph, views);
  return views;
}

const known = new WeakMap<Graph, readonly View[]>();

function findViews(graph: Graph): View[] {
  const { tensors, operators, inputs } = graph;
  const { producer } = linksOf(graph);
  const parents = new Map<number, View>();
  for (const joins of [true, false]) {
    for (const operator of operators) {
      if (joins ? operator.type !== "CONCATENATION" : !PARTS_OF_INPUT.has(operator.type)) continue;
      for (const { input, output, accesses } of accessPairs(operator, graph)) {
        const [access] = accesses;
        if (accesses.length !== 1 || access.how !== "ordered") continue;
        const place = placeInOutput(access);
        if (place === undefined || tensors[input].dtype !== tensors[output].dtype) continue;
        const [part, root] = joins ? [input, output] : [output, input];
        const bits = DTYPE_BITS[tensors[input].dtype];
        const bytes = (joins ? place : -place) * bits / 8;
        if (parents.has(part) || inputs.includes(part) || producer[part] < 0) continue;
        if (!Number.isInteger(bytes) || bytes < 0) continue;
        if (bits > 8 && bytes % WIDE_ALIGNMENT !== 0) continue;
        parents.set(part, { root, offset: bytes });
      }
    }
  }
  return tensors.map((_, id) => {
    let [root, offset] = [id, 0];
    // Joins lead to later tensors, parts of inputs to earlier ones that are no parts of inputs
    // again and again: a chain ends.
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) {
      root = up.root;
      offset += up.offset;
    }
    return { root, offset };
  });
}
