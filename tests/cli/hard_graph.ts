/** A graph that takes the exact scheduler more than a minute at its full width. */

import { generator } from "../random_graph.ts";

/** Two layers, each operator of the second one reads three tensors of the first; as JSON. */
export function hardGraph(width = 200): Uint8Array {
  const random = generator(1);
  const below = (limit: number) => Math.floor(random() * limit);
  const layer = Array.from({ length: width }, (_, i) => 1 + i);
  const tensors = [
    { name: "x", bytes: 1 },
    ...layer.map((i) => ({ name: `a${i}`, bytes: 500 + below(500) })),
    ...layer.map((i) => ({ name: `b${i}`, bytes: 100 + below(500) })),
    { name: "y", bytes: 1 },
  ];
  const second = layer.map((i) => width + i);
  const three = () => [...new Set([0, 0, 0].map(() => 1 + below(width)))];
  const ops = [
    ...layer.map((i) => ({ type: "A", inputs: [0], outputs: [i] })),
    ...second.map((i) => ({ type: "B", inputs: three(), outputs: [i] })),
    { type: "C", inputs: second, outputs: [2 * width + 1] },
  ];
  const read = new Set(ops.flatMap(({ inputs }) => inputs));
  const outputs = tensors.map((_, i) => i).filter((i) => !read.has(i));
  return new TextEncoder().encode(JSON.stringify({ tensors, ops, inputs: [0], outputs }));
}
