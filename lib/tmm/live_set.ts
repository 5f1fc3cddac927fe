/** The liveness rule, step by step: live bytes while a schedule is being built. */

import type { Accounting } from "./accounting.ts";
import { savedBytes } from "./accounting.ts";

/**
 * The live bytes after a set of executed operators, for schedulers: asks what the next operator
 * would cost, runs it, takes it back. Agrees with {@linkcode liveBytes} at every step.
 */
export class LiveSet {
  /** Bytes that are live now, between two steps. */
  live = 0;
  /** Operators whose predecessors have all run and that have not run themselves, in no order. */
  readonly available: Set<number> = new Set();
  readonly #accounting: Accounting;
  /** Per tensor: readers that have not run yet. */
  readonly #pendingReaders: number[];
  /** Per operator: predecessors that have not run yet. */
  readonly #pendingBefore: number[];
  readonly #scratch: readonly number[];
  /** Bytes of model inputs that nobody reads: live in step 0 only. */
  #unreadInputs = 0;
  #steps = 0;

  /** Starts before the first step: model inputs are live, nothing has run. */
  constructor(accounting: Accounting) {
    const { bytes, readers, fromStart, toEnd, scratch, predecessors } = accounting;
    this.#accounting = accounting;
    this.#pendingReaders = readers.map((list) => list.length);
    this.#pendingBefore = predecessors.map((list) => list.length);
    this.#scratch = scratch.map((requests) => requests.reduce((sum, request) => sum + request, 0));
    bytes.forEach((size, id) => {
      if (!fromStart[id]) return;
      this.live += size;
      if (readers[id].length === 0 && !toEnd[id]) this.#unreadInputs += size;
    });
    this.#pendingBefore.forEach((count, o) => count === 0 && this.available.add(o));
  }

  /** Whether an input of an available operator would be read for the last time by it. */
  diesWith(tensor: number): boolean {
    return this.#pendingReaders[tensor] === 1 && !this.#accounting.toEnd[tensor];
  }

  /** Bytes that are live while an available operator runs next. */
  during(operator: number): number {
    const { bytes, writes } = this.#accounting;
    let during = this.live + this.#scratch[operator];
    for (const id of writes[operator]) during += bytes[id];
    return during - savedBytes(this.#accounting, operator, (id) => this.diesWith(id));
  }

  /** Change of the live bytes from before to after an available operator. */
  change(operator: number): number {
    const { bytes, reads, writes, readers, toEnd } = this.#accounting;
    let change = this.#steps === 0 ? -this.#unreadInputs : 0;
    for (const id of writes[operator]) {
      if (readers[id].length > 0 || toEnd[id]) change += bytes[id];
    }
    for (const id of reads[operator]) if (this.diesWith(id)) change -= bytes[id];
    return change;
  }

  /** Runs an available operator. */
  run(operator: number): void {
    const { reads, successors } = this.#accounting;
    this.live += this.change(operator);
    this.#steps++;
    for (const id of reads[operator]) this.#pendingReaders[id]--;
    this.available.delete(operator);
    for (const after of successors[operator]) {
      if (--this.#pendingBefore[after] === 0) this.available.add(after);
    }
  }

  /** Takes back the operator that was run last. */
  undo(operator: number): void {
    const { reads, successors } = this.#accounting;
    for (const after of successors[operator]) {
      if (this.#pendingBefore[after]++ === 0) this.available.delete(after);
    }
    this.available.add(operator);
    for (const id of reads[operator]) this.#pendingReaders[id]++;
    this.#steps--;
    this.live -= this.change(operator);
  }
}
