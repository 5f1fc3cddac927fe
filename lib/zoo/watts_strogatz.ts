/** Random graphs by Watts and Strogatz (1998): a ring of neighbours, some edges of which are rewired. */

import { randomBits, unit } from "./random.ts";

/** Parameters of a random graph. */
export interface WattsStrogatz {
  /** Number of vertices. */
  readonly vertices: number;
  /** Neighbours of each vertex in the ring; even. */
  readonly neighbours: number;
  /** Probability that an edge is rewired. */
  readonly rewiring: number;
  /** Seed of the choices. */
  readonly seed: number;
}

/**
 * A random graph without circles: edges go from the smaller to the larger number.
 *
 * @returns For each vertex the vertices that it reads, ascending.
 * @throws {RangeError} If the number of neighbours is odd, or not below that of the vertices.
 */
export function wattsStrogatz({ vertices, neighbours, rewiring, seed }: WattsStrogatz): number[][] {
  if (neighbours % 2 !== 0 || neighbours >= vertices) {
    throw new RangeError(
      `Cannot wire a graph: an even number of neighbours below ${vertices}, came ${neighbours}`,
    );
  }
  const random = randomBits(seed, 0);
  const linked = Array.from({ length: vertices }, () => new Set<number>());
  const link = (a: number, b: number) => {
    linked[a].add(b);
    linked[b].add(a);
  };
  for (let vertex = 0; vertex < vertices; vertex++) {
    for (let step = 1; step <= neighbours / 2; step++) link(vertex, (vertex + step) % vertices);
  }
  for (let step = 1; step <= neighbours / 2; step++) {
    for (let vertex = 0; vertex < vertices; vertex++) {
      const old = (vertex + step) % vertices;
      if (unit(random()) >= rewiring || !linked[vertex].has(old)) continue;
      const free = [...linked.keys()].filter((to) => to !== vertex && !linked[vertex].has(to));
      if (free.length === 0) continue;
      linked[vertex].delete(old);
      linked[old].delete(vertex);
      link(vertex, free[Math.floor(unit(random()) * free.length)]);
    }
  }
  return linked.map((set, vertex) => {
    return [...set].filter((other) => other < vertex).sort((a, b) => a - b);
  });
}
