/** Places the boxes of a layered drawing across: near their neighbours, in order, never overlapping. */

/** A box or a bend in a layer; `x` is set. */
export interface Placed<Node> {
  x: number;
  parents(): Iterable<Node>;
  children(): Iterable<Node>;
  nparents(): number;
  nchildren(): number;
}

/** Rounds of pulling towards the layer above, below, and both. */
const ROUNDS = 12;
/** How much a source or a sink resists its neighbours in the layer, beside others with 1. */
const LEAF_WEIGHT = 0.01;

/**
 * Sets `x` in every layer, keeping the order inside each, and returns the width.
 *
 * Starts with every layer packed around one middle. Then layer by layer, downwards and upwards in
 * turn, each node is pulled to the mean of its neighbours, as far as the nodes beside it let it: the
 * nearest such places, by the sum of squares, are an isotonic regression. Sources and sinks follow
 * their neighbours, but hardly push or pull, or a chain that takes one in at every layer would slant.
 * Unlike placing by medians
 * of four alignments (Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment", 2002), it
 * does not let long chains drift to one side. Weakness: it ends near a good placement, not at the best.
 *
 * @param gap Least distance between the middles of two neighbours in a layer; with one node absent,
 * between a middle and the border.
 */
export function placeAligned<Node extends Placed<Node>>(
  layers: readonly (readonly Node[])[],
  gap: (left: Node | undefined, right: Node | undefined) => number,
): number {
  // Middles of a layer's nodes when it is packed from the left border.
  const packed = layers.map((layer) => {
    let x = 0;
    return layer.map((node, i) => x += gap(layer[i - 1], node));
  });
  layers.forEach((layer, l) => {
    const width = packed[l][layer.length - 1] + gap(layer[layer.length - 1], undefined);
    layer.forEach((node, i) => node.x = packed[l][i] - width / 2);
  });
  for (let round = 0; round < ROUNDS; round++) {
    const both = round >= ROUNDS - 4;
    const down = round % 2 === 0;
    for (let i = 0; i < layers.length; i++) {
      const l = down ? i : layers.length - 1 - i;
      const wanted = layers[l].map((node) => {
        const parents = down || both ? [...node.parents()] : [];
        const children = !down || both ? [...node.children()] : [];
        const inner = [
          ...parents.filter((parent) => parent.nparents() > 0),
          ...children.filter((child) => child.nchildren() > 0),
        ];
        const pulling = inner.length > 0 ? inner : [...parents, ...children];
        if (pulling.length === 0) return node.x;
        return pulling.reduce((sum, { x }) => sum + x, 0) / pulling.length;
      });
      const places = isotonic(
        wanted.map((x, n) => x - packed[l][n]),
        layers[l].map((node) => node.nparents() > 0 && node.nchildren() > 0 ? 1 : LEAF_WEIGHT),
      );
      layers[l].forEach((node, n) => node.x = places[n] + packed[l][n]);
    }
  }
  const lefts = layers.map(([first]) => first.x - gap(undefined, first));
  const least = Math.min(...lefts);
  let width = 0;
  for (const layer of layers) {
    for (const node of layer) node.x -= least;
    const last = layer[layer.length - 1];
    width = Math.max(width, last.x + gap(last, undefined));
  }
  return width;
}

/**
 * The non-decreasing numbers that are nearest to given ones, by weighted squares (pool adjacent
 * violators).
 */
export function isotonic(values: readonly number[], weights: readonly number[]): number[] {
  const pools: { mean: number; weight: number; count: number }[] = [];
  values.forEach((value, i) => {
    let pool = { mean: value, weight: weights[i], count: 1 };
    for (let before = pools.at(-1); before && before.mean > pool.mean; before = pools.at(-1)) {
      pools.pop();
      const weight = before.weight + pool.weight;
      const mean = (before.mean * before.weight + pool.mean * pool.weight) / weight;
      pool = { mean, weight, count: before.count + pool.count };
    }
    pools.push(pool);
  });
  return pools.flatMap(({ mean, count }) => new Array<number>(count).fill(mean));
}
