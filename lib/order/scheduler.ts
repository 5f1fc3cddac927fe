/** What a scheduler is: the promise that every file of this room keeps. */

import type { Accounting, Schedule } from "../tmm/mod.ts";

/** Limits of a search. Results are deterministic unless a deadline is set. */
export interface SchedulerOptions {
  /** Most states that a search may visit; one million if absent. */
  readonly stateLimit?: number;
  /** Most bytes that visited states may take at a time; 256 MiB if absent. */
  readonly memoryLimit?: number;
  /** Milliseconds after which a search stops with the best so far. */
  readonly deadlineMs?: number;
  /** The clock behind `deadlineMs`, in milliseconds. */
  readonly now?: () => number;
}

/** A schedule with what is known about it. */
export interface Ordering {
  /** Operator ids in execution order. */
  readonly schedule: Schedule;
  /** Largest number of live bytes over the steps, under the accounting that was given. */
  readonly peak: number;
  /** Bytes that no schedule can go below (proven); equal to `peak` where `optimal`. */
  readonly bound: number;
  /** True only with a proof that no schedule has a lower peak. */
  readonly optimal: boolean;
  /** States that the search visited; 0 where there is no search. */
  readonly states: number;
}

/**
 * Orders the operators of a graph.
 *
 * Promises a permutation that respects every dependence (variables and resources too), the same
 * for the same input, and `optimal: true` only with a proof.
 */
export type Scheduler = (accounting: Accounting, options?: SchedulerOptions) => Ordering;
