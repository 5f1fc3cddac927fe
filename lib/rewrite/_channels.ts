/** Images whose channels come first, and the same as TensorFlow Lite has them, channels last. */

import { type Graph, linksOf, type Operator, type Tensor } from "../graph/mod.ts";

/** Places of an image's dimensions, channels first, when channels are last. */
const LAST = [0, 2, 3, 1];

/** Where a dimension of an image with channels first is when they are last; -1 for none of its four. */
export function lastAxis(axis: number): number {
  return LAST.indexOf((axis + LAST.length) % LAST.length);
}

/** Values for each dimension of an image with channels first, in the order of those with channels last. */
export function inLastOrder<Value>(values: readonly Value[]): Value[] {
  return LAST.map((d) => values[d]);
}

/** The same with its channels as the last of four dimensions: an image, or what is repeated over one. */
export function channelsLast(tensor: Tensor): Tensor {
  const missing = new Array<number>(Math.max(0, LAST.length - tensor.shape.length)).fill(1);
  return { ...tensor, shape: inLastOrder([...missing, ...tensor.shape]) };
}

/** All activations of four dimensions: the images of a graph of ONNX. */
export function allImages({ tensors }: Graph): ReadonlySet<number> {
  return new Set(tensors.flatMap((tensor, id) => isImage(tensor) ? [id] : []));
}

/**
 * The images of a TensorFlow graph whose channels come first: those of operators that say so, and what
 * operators that keep the order of dimensions make of them, or make them of.
 */
export function imagesSaidFirst(
  graph: Graph,
  keepsOrder: (operator: Operator) => boolean,
): ReadonlySet<number> {
  const { tensors, operators } = graph;
  const { producer, readers } = linksOf(graph);
  const first = new Set<number>();
  const open: number[] = [];
  const addImages = ({ inputs, outputs }: Operator) => {
    for (const id of [...inputs, ...outputs]) {
      if (first.has(id) || !tensors[id] || !isImage(tensors[id])) continue;
      first.add(id);
      open.push(id);
    }
  };
  operators.filter(({ attributes }) => attributes.data_format === "NCHW").forEach(addImages);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const o of [producer[id], ...readers[id]]) {
      if (operators[o] && keepsOrder(operators[o])) addImages(operators[o]);
    }
  }
  return first;
}

function isImage({ role, shape }: Tensor): boolean {
  return role === "activation" && shape.length === LAST.length;
}
