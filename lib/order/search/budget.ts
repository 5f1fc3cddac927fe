/** How much a search may still do: states, time, memory. */

import type { SchedulerOptions } from "../scheduler.ts";

/** Questions between two looks at the clock. */
const BETWEEN_LOOKS = 16;

/** The limits of one call, counted down by all searches in it. */
export class Budget {
  /** States visited so far. */
  states = 0;
  /** Bytes that the tables of one search may take. */
  readonly memory: number;
  readonly #stateLimit: number;
  readonly #deadline: number;
  readonly #now: () => number;
  #questions = 0;
  #late = false;

  /** Starts the clock. */
  constructor(options: SchedulerOptions) {
    const { stateLimit = 1_000_000, deadlineMs = Infinity, memoryLimit = 256 * 2 ** 20 } = options;
    this.#now = options.now ?? (() => performance.now());
    this.#stateLimit = stateLimit;
    this.memory = memoryLimit;
    this.#deadline = deadlineMs === Infinity ? Infinity : this.#now() + deadlineMs;
  }

  /** Whether states or time are used up; looks at the clock now and then. */
  isSpent(): boolean {
    if (this.#deadline !== Infinity && this.#questions++ % BETWEEN_LOOKS === 0) {
      this.#late = this.#now() > this.#deadline;
    }
    return this.#late || this.states >= this.#stateLimit;
  }
}
