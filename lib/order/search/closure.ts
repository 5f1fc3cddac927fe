/** The heaviest closure of a weighted graph: which projects to take, when some need others. */

/** Flow network in adjacency lists; edge `e` and `e ^ 1` are a pair. */
interface Network {
  readonly heads: number[][];
  readonly to: number[];
  readonly room: number[];
}

/**
 * Picks the set of items with the largest total weight in which every item comes with all that it
 * needs (Picard 1976: a minimum cut between the items of positive and of negative weight). Of
 * several such sets, the largest.
 *
 * @returns Per item, whether it is in.
 */
export function heaviestClosure(
  weights: readonly number[],
  needs: readonly (readonly number[])[],
): boolean[] {
  const count = weights.length;
  const [source, sink] = [count, count + 1];
  const network: Network = { heads: Array.from({ length: count + 2 }, () => []), to: [], room: [] };
  const join = (from: number, to: number, room: number) => {
    network.heads[from].push(network.to.length);
    network.to.push(to);
    network.room.push(room);
    network.heads[to].push(network.to.length);
    network.to.push(from);
    network.room.push(0);
  };
  weights.forEach((weight, item) => {
    if (weight > 0) join(source, item, weight);
    if (weight < 0) join(item, sink, -weight);
    for (const other of needs[item]) join(item, other, Infinity);
  });
  for (;;) {
    const level = levelsFrom(network, source, sink);
    if (level[sink] < 0) break;
    const next = new Int32Array(count + 2);
    while (push(network, level, next, source, sink, Infinity) > 0);
  }
  // What can still reach the sink is cut off; all others belong to the largest heaviest closure.
  const cut = reaching(network, sink);
  return weights.map((_, item) => !cut[item]);
}

function levelsFrom({ heads, to, room }: Network, source: number, sink: number): Int32Array {
  const level = new Int32Array(heads.length).fill(-1);
  level[source] = 0;
  const queue = [source];
  for (let i = 0; i < queue.length && level[sink] < 0; i++) {
    for (const edge of heads[queue[i]]) {
      if (room[edge] > 0 && level[to[edge]] < 0) {
        level[to[edge]] = level[queue[i]] + 1;
        queue.push(to[edge]);
      }
    }
  }
  return level;
}

function push(
  network: Network,
  level: Int32Array,
  next: Int32Array,
  at: number,
  sink: number,
  most: number,
): number {
  if (at === sink) return most;
  const { heads, to, room } = network;
  for (; next[at] < heads[at].length; next[at]++) {
    const edge = heads[at][next[at]];
    if (room[edge] <= 0 || level[to[edge]] !== level[at] + 1) continue;
    const pushed = push(network, level, next, to[edge], sink, Math.min(most, room[edge]));
    if (pushed > 0) {
      room[edge] -= pushed;
      room[edge ^ 1] += pushed;
      return pushed;
    }
  }
  return 0;
}

function reaching({ heads, to, room }: Network, sink: number): boolean[] {
  const reaches = heads.map(() => false);
  reaches[sink] = true;
  const queue = [sink];
  for (const at of queue) {
    for (const edge of heads[at]) {
      if (room[edge ^ 1] > 0 && !reaches[to[edge]]) {
        reaches[to[edge]] = true;
        queue.push(to[edge]);
      }
    }
  }
  return reaches;
}
