/** Searches that Ctrl+C ends with the best that they have found so far. */

import { type Fit, fit, type FitOptions, type Model } from "../../mod.ts";
import { inProgress, type Io } from "./io.ts";

/** A limit of time that only Ctrl+C reaches, for the options of searches. */
export interface UntilInterrupted {
  /** Milliseconds. */
  readonly deadlineMs: number;
  /** A clock that stands still, and from Ctrl+C on leaps ahead at each look. */
  readonly now: () => number;
}

/** More milliseconds than any search is given. */
const LEAP_MS = 1e12;

/** Runs a search, and says so while it lasts; Ctrl+C ends it with the best so far. */
export function searching<T>(
  io: Io,
  what: string,
  search: (limit: UntilInterrupted) => T,
): Promise<T> {
  return io.interruptible((isInterrupted) => {
    let ms = 0;
    // At each look, so that deadlines that are set after Ctrl+C pass as well.
    const now = () => isInterrupted() ? ms += LEAP_MS : ms;
    return inProgress(io, what, () => search({ deadlineMs: LEAP_MS / 2, now }));
  });
}

/** Plans a model; Ctrl+C ends it with the best plan so far. */
export function planning(io: Io, model: Model, options: FitOptions): Promise<Fit> {
  return searching(io, "planning", (limit) => {
    const partial = options.partial && {
      ...options.partial,
      deadlineMs: options.partial.deadlineMs ?? limit.deadlineMs,
      now: () => io.now() + limit.now(),
    };
    return fit(model, { ...options, ordering: limit, placement: limit, partial });
  });
}
