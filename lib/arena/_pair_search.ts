/** The exact search for problems with exact or negative distances: decides pairs, not buffers. */

import { type Instance, roundUp } from "./_instance.ts";
import { exactDistances, type Pairs } from "./_pairs.ts";
import type { Budget, SearchResult } from "./_search.ts";

/** Two buffers, and the ranges of numbers that `offset(a) - offset(b)` may lie in, by index. */
interface Pair {
  readonly a: number;
  readonly b: number;
  readonly first: number;
  readonly end: number;
}

const [FOUND, NONE, STOPPED] = [1, 0, -1];

/**
 * Branch and bound over the ways in which pairs can lie.
 *
 * 1. Every buffer has a least and a greatest offset; at first 0 and what the capacity leaves.
 * 2. *Propagate.* Of each pair the intervals of distances are dropped that the offsets do not allow
 *    any more; what remains narrows the offsets of both.
 * 3. *Branch.* If all pairs are satisfied by the least offsets, these are a placement. Otherwise take
 *    the pair that collides in most bytes: it has one of its distances, or one of the others.
 *
 * Any mixture of permissions can be said in intervals, so this needs no argument about canonical
 * placements, but it also knows nothing of gaps and sums. It is for small parts of problems.
 */
export class PairSearch {
  readonly #instance: Instance;
  readonly #pairs: readonly Pair[];
  /** Per buffer: indices of its pairs. */
  readonly #pairsOf: readonly (readonly number[])[];
  readonly #least: Float64Array;
  readonly #greatest: Float64Array;
  /** Ends of the ranges, both included. */
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  /** Whether a range is still possible. */
  readonly #isOpen: Uint8Array;
  /** Changes to take back: a range that was closed, as -1 - index; or least, greatest and buffer. */
  readonly #trail: number[] = [];
  #limit = 0;
  #budget: Budget = { nodes: 0, isOver: () => false };

  constructor(instance: Instance, problemPairs: Pairs) {
    const { first, other, below, above } = problemPairs;
    const local = new Map(instance.buffers.map((b, i) => [b, i]));
    const pairs: Pair[] = [];
    const pairsOf: number[][] = instance.buffers.map(() => []);
    instance.buffers.forEach((buffer, a) => {
      for (let e = first[buffer]; e < first[buffer + 1]; e++) {
        const b = local.get(other[e])!;
        if (b < a) continue;
        pairsOf[a].push(pairs.length);
        pairsOf[b].push(pairs.length);
        const firstRange = this.#from.length;
        const exact = exactDistances(problemPairs, e);
        this.#from.push(-Infinity, ...exact, above[e]);
        this.#to.push(below[e], ...exact, Infinity);
        pairs.push({ a, b, first: firstRange, end: this.#from.length });
      }
    });
    this.#instance = instance;
    this.#pairs = pairs;
    this.#pairsOf = pairsOf;
    this.#least = new Float64Array(instance.count);
    this.#greatest = new Float64Array(instance.count);
    this.#isOpen = new Uint8Array(this.#from.length);
  }

  /** As `Search.run()`. */
  run(capacity: number, limit: number, budget: Budget): SearchResult {
    const { count, fixed, bytes, alignment } = this.#instance;
    for (let b = 0; b < count; b++) {
      const top = Math.floor((capacity - bytes[b]) / alignment[b]) * alignment[b];
      if (top < Math.max(0, fixed[b])) return { needed: Math.max(0, fixed[b]) + bytes[b] };
      this.#least[b] = Math.max(0, fixed[b]);
      this.#greatest[b] = fixed[b] < 0 ? top : fixed[b];
    }
    this.#isOpen.fill(1);
    this.#trail.length = 0;
    this.#limit = budget.nodes - limit;
    this.#budget = budget;
    const verdict = this.#propagate(this.#pairs.map((_, p) => p)) ? this.#solve() : NONE;
    if (verdict === STOPPED) return {};
    return verdict === FOUND ? { offsets: this.#least.slice() } : { needed: capacity + 1 };
  }

  #solve(): number {
    /** Decisions that can still be turned: the pair, its chosen range, the trail before. */
    const decisions: { pair: number; choice: number; mark: number }[] = [];
    while (true) {
      const { nodes, isOver } = this.#budget;
      if (nodes <= this.#limit || nodes <= 0 || nodes % 256 === 0 && isOver()) return STOPPED;
      const pair = this.#worstCollision();
      if (pair < 0) return FOUND;
      this.#budget.nodes--;
      const choice = this.#cheapestRange(pair);
      decisions.push({ pair, choice, mark: this.#trail.length });
      for (let r = this.#pairs[pair].first; r < this.#pairs[pair].end; r++) {
        if (r !== choice) this.#close(r);
      }
      for (let isPossible = this.#propagate([pair]); !isPossible;) {
        const last = decisions.pop();
        if (last === undefined) return NONE;
        this.#undo(last.mark);
        this.#close(last.choice);
        isPossible = this.#propagate([last.pair]);
      }
    }
  }

  /** The pair that shares most bytes it may not share if all buffers lie at their least offsets. */
  #worstCollision(): number {
    const { bytes } = this.#instance;
    const least = this.#least;
    let worst = -1;
    let most = 0;
    this.#pairs.forEach(({ a, b, first, end }, p) => {
      const d = least[a] - least[b];
      const shared = Math.min(bytes[b], d + bytes[a]) - Math.max(0, d);
      if (shared <= most) return;
      for (let r = first; r < end; r++) {
        if (this.#from[r] <= d && d <= this.#to[r]) return;
      }
      most = shared;
      worst = p;
    });
    return worst;
  }

  /** The range of a pair that pushes its buffers up least. */
  #cheapestRange(p: number): number {
    const { a, b, first, end } = this.#pairs[p];
    const d = this.#least[a] - this.#least[b];
    const cost = (r: number) => d < this.#from[r] ? this.#from[r] - d : d - this.#to[r];
    let cheapest = -1;
    for (let r = first; r < end; r++) {
      if (this.#isOpen[r] === 0) continue;
      if (cheapest < 0 || cost(r) < cost(cheapest)) cheapest = r;
    }
    return cheapest;
  }

  #propagate(queue: number[]): boolean {
    const isQueued = new Set(queue);
    for (let p = queue.pop(); p !== undefined; p = queue.pop()) {
      isQueued.delete(p);
      const changed = this.#narrow(p);
      if (changed === undefined) return false;
      for (const b of changed) {
        for (const next of this.#pairsOf[b]) {
          if (isQueued.has(next)) continue;
          isQueued.add(next);
          queue.push(next);
        }
      }
    }
    return true;
  }

  /** Narrows the offsets of a pair; the buffers that changed, or nothing if it cannot lie at all. */
  #narrow(p: number): number[] | undefined {
    const { a, b, first, end } = this.#pairs[p];
    const [least, greatest] = [this.#least, this.#greatest];
    let low = Infinity;
    let high = -Infinity;
    for (let r = first; r < end; r++) {
      if (this.#isOpen[r] === 0) continue;
      const [from, to] = [this.#from[r], this.#to[r]];
      if (from > greatest[a] - least[b] || to < least[a] - greatest[b]) this.#close(r);
      else {
        low = Math.min(low, from);
        high = Math.max(high, to);
      }
    }
    if (low > high) return;
    const changed: number[] = [];
    if (this.#bound(a, least[b] + low, greatest[b] + high)) changed.push(a);
    if (this.#bound(b, least[a] - high, greatest[a] - low)) changed.push(b);
    return least[a] > greatest[a] || least[b] > greatest[b] ? undefined : changed;
  }

  #bound(b: number, from: number, to: number): boolean {
    const alignment = this.#instance.alignment[b];
    const low = Math.max(this.#least[b], roundUp(from, alignment));
    const high = Math.min(this.#greatest[b], Math.floor(to / alignment) * alignment);
    if (low === this.#least[b] && high === this.#greatest[b]) return false;
    this.#trail.push(this.#least[b], this.#greatest[b], b);
    this.#least[b] = low;
    this.#greatest[b] = high;
    return true;
  }

  #close(range: number): void {
    if (this.#isOpen[range] === 0) return;
    this.#isOpen[range] = 0;
    this.#trail.push(-1 - range);
  }

  #undo(mark: number): void {
    while (this.#trail.length > mark) {
      const index = this.#trail.pop()!;
      if (index < 0) this.#isOpen[-1 - index] = 1;
      else {
        this.#greatest[index] = this.#trail.pop()!;
        this.#least[index] = this.#trail.pop()!;
      }
    }
  }
}
