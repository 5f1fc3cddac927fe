/**
 * The metadata entry `model_control_dependencies`: orders between operators that a converter asks
 * for. Version 1 of TensorFlow's `remat/metadata_util`: numbers are varints (7 bits a byte, low bits
 * first), signed ones as zigzag; the version, then per subgraph the number of edges and the edges, as
 * pairs of operator indices.
 */

import type { ControlEdge } from "../../graph/mod.ts";

/** The name of the metadata entry. */
export const CONTROL_DEPENDENCIES = "model_control_dependencies";

/** Decodes the entry: the edges of each subgraph; `undefined` where the bytes are not of version 1. */
export function decodeControlDependencies(data: Uint8Array): ControlEdge[][] | undefined {
  let at = 0;
  const unsigned = (): number => {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = data[at++];
      if (byte === undefined || scale > 2 ** 28) return NaN;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  const signed = () => {
    const value = unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  if (unsigned() !== 1) return undefined;
  const subgraphs: ControlEdge[][] = [];
  const count = unsigned();
  // Each subgraph takes at least one byte, each edge two: a count that is too large fails early.
  if (!(count <= data.length)) return undefined;
  for (let s = 0; s < count; s++) {
    const edges: ControlEdge[] = [];
    const length = unsigned();
    if (!(length <= data.length)) return undefined;
    for (let e = 0; e < length; e++) edges.push([signed(), signed()]);
    if (edges.some(([before, after]) => Number.isNaN(before) || Number.isNaN(after))) {
      return undefined;
    }
    subgraphs.push(edges);
  }
  return at === data.length ? subgraphs : undefined;
}

/** Encodes the edges of each subgraph. */
export function encodeControlDependencies(
  subgraphs: readonly (readonly ControlEdge[])[],
): Uint8Array {
  const bytes: number[] = [];
  const unsigned = (value: number) => {
    for (; value >= 128; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
    bytes.push(value);
  };
  const signed = (value: number) => unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  unsigned(1);
  unsigned(subgraphs.length);
  for (const edges of subgraphs) {
    unsigned(edges.length);
    for (const [before, after] of edges) {
      signed(before);
      signed(after);
    }
  }
  return Uint8Array.from(bytes);
}
