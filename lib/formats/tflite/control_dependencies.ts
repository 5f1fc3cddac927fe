/**
 * The metadata entry `model_control_dependencies`: orders between operators that a converter asks
 * for. Version 1 of TensorFlow's `remat/metadata_util`: numbers are varints (7 bits a byte, low bits
 * first), signed ones as zigzag; the version, then per subgraph the number of edges and the edges, as
 * pairs of operator indices.
 */

import type { ControlEdge } from "../../graph/mod.ts";

/** The name of the metadata entry. */
export const CONTROL_DEPENDENCIES = "model_control_dependencies";

/** Bytes of the longest number. */
const LONGEST = 5;

/** Decodes the entry: the edges of each subgraph; `undefined` where the bytes are not of version 1. */
export function decodeControlDependencies(data: Uint8Array): ControlEdge[][] | undefined {
  let at = 0;
  const unsigned = (): number => {
    let value = 0;
    for (let i = 0; i < LONGEST; i++) {
      const byte = data[at++] ?? NaN;
      value += (byte % 128) * 128 ** i;
      if (!(byte >= 128)) return value;
    }
    return NaN;
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

/**
 * Encodes the edges of each subgraph in exactly `length` bytes, so that they can take the place of
 * others: numbers are drawn out with zero bits, which decoders skip. `undefined` where they need more.
 */
export function encodeControlDependencies(
  subgraphs: readonly (readonly ControlEdge[])[],
  length: number,
): Uint8Array | undefined {
  const signed = (value: number) => value < 0 ? -2 * value - 1 : 2 * value;
  const numbers = [1, subgraphs.length];
  for (const edges of subgraphs) numbers.push(edges.length, ...edges.flat().map(signed));
  const sizes = numbers.map((value) => value < 128 ? 1 : Math.ceil(Math.log2(value + 1) / 7));
  let spare = length - sizes.reduce((sum, size) => sum + size, 0);
  if (spare < 0) return undefined;
  const bytes: number[] = [];
  numbers.forEach((value, i) => {
    const drawnOut = Math.min(spare, LONGEST - sizes[i]);
    spare -= drawnOut;
    for (let rest = sizes[i] + drawnOut; rest > 1; rest--) {
      bytes.push(value % 128 + 128);
      value = Math.floor(value / 128);
    }
    bytes.push(value);
  });
  return spare === 0 ? Uint8Array.from(bytes) : undefined;
}
