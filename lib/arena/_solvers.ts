/** The searches that work on one part of a problem, and what their answers are worth. */

import type { Guide } from "./_guide.ts";
import { instanceOf } from "./_instance.ts";
import { PairSearch } from "./_pair_search.ts";
import { allows, type Pairs } from "./_pairs.ts";
import { type Budget, Search, type SearchResult } from "./_search.ts";
import type { PlacementProblem } from "./problem.ts";

/** A part of a problem, see `independentParts()`. */
export interface Part {
  readonly problem: PlacementProblem;
  readonly pairs: Pairs;
  /** Indices of the buffers, by ascending start. */
  readonly members: readonly number[];
}

/** A search in the form that all of them have. */
export interface Solver {
  /**
   * Offsets are a placement of the part. Nothing at all means that it has nothing more to say.
   *
   * @param known Offsets of the members in the best placement so far.
   */
  readonly run: (
    capacity: number,
    limit: number,
    guide: Guide,
    known: readonly number[],
  ) => SearchResult | undefined;
  /** Whether no placement of the part fits in a capacity that it excludes. */
  readonly proves: boolean;
  /** Whether it can find placements. */
  readonly places: boolean;
}

/** The solvers for a part, which are to take turns. */
export function solversOf(part: Part, budget: Budget): Solver[] {
  const { problem, pairs, members } = part;
  const core = members.length >= 2 * FIRST_CORE ? [coreSolver(part, budget)] : [];
  const loose = instanceOf(problem, pairs, members, { tight: false });
  const search = new Search(loose);
  const run: Solver["run"] = (capacity, limit, guide) => {
    const result = search.run(capacity, limit, budget, guide);
    return result.offsets && !isAllowed(part, result.offsets) ? undefined : result;
  };
  const solvers = [{ run, proves: true, places: true }, ...core];
  if (loose.isFaithful) return solvers;
  // Both take memory for every pair, and where nodes are few their turn never comes.
  let tight: Search | undefined;
  let byPairs: PairSearch | undefined;
  return [
    ...solvers,
    {
      run: (capacity, limit, guide) => {
        tight ??= new Search(instanceOf(problem, pairs, members, { tight: true }));
        return tight.run(capacity, limit, budget, guide);
      },
      proves: false,
      places: true,
    },
    {
      run: (capacity, limit) => {
        byPairs ??= new PairSearch(loose, pairs);
        return byPairs.run(capacity, limit, budget);
      },
      proves: true,
      places: true,
    },
  ];
}

/** Buffers of the first core. */
const FIRST_CORE = 8;

/**
 * Excludes capacities by looking at the largest buffers alone, which may already be too many. Where
 * they fit, it takes twice as many the next time, up to half of all.
 */
function coreSolver(part: Part, budget: Budget): Solver {
  const { problem, pairs, members } = part;
  const bySize = [...members].sort((a, b) =>
    problem.buffers[b].bytes - problem.buffers[a].bytes || a - b
  );
  const searchOf = (size: number) => {
    const isIn = new Set(bySize.slice(0, size));
    const core = members.filter((b) => isIn.has(b));
    return new Search(instanceOf(problem, pairs, core, { tight: false }));
  };
  let size = FIRST_CORE;
  let search = searchOf(size);
  const run: Solver["run"] = (capacity, limit, guide) => {
    const { offsets, needed } = search.run(capacity, limit, budget, guide);
    if (!offsets) return { needed };
    size *= 2;
    if (2 * size > members.length) return;
    search = searchOf(size);
    return {};
  };
  return { run, proves: true, places: false };
}

/** Whether offsets for an instance that allows more than the problem are right all the same. */
function isAllowed({ pairs, members }: Part, offsets: Float64Array): boolean {
  const local = new Map(members.map((b, i) => [b, i]));
  return members.every((b, i) => {
    for (let e = pairs.first[b]; e < pairs.first[b + 1]; e++) {
      if (!allows(pairs, e, offsets[i] - offsets[local.get(pairs.other[e])!])) return false;
    }
    return true;
  });
}
