/** The buffers of a plan with names instead of ids: for tables, CSV, JSON and the arena map. */

import type { ArenaPicture, StepSpan } from "../charts/mod.ts";
import type { Fit } from "../fit.ts";
import type { MemoryPlan } from "../plan.ts";
import { bandSteps, graphOf, runName, runNumbers } from "../rewrite/mod.ts";
import type { PlanRow } from "./csv.ts";

/** One row per buffer: tensors by id, then scratch by step. */
export function planRows({ accounting, buffers }: MemoryPlan): PlanRow[] {
  const { tensors, operators } = accounting.graph;
  return buffers.map(({ tensor, scratchOf, bytes, offset, start, end, sharesWith }) => ({
    tensor: tensor === undefined
      ? `scratch of ${operators[scratchOf!].name}`
      : tensors[tensor].name,
    bytes,
    offset,
    start,
    end,
    sharesWith: sharesWith.map(({ tensor, distance }) => ({
      tensor: tensors[tensor].name,
      distance,
    })),
  }));
}

/** A plan as the arena map draws it; parts of a tensor that live by themselves are of one group. */
export function planPicture(plan: MemoryPlan): ArenaPicture {
  const rows = planRows(plan);
  const buffers = plan.buffers.map(({ tensor, bytes, offset, start, end }, b) => ({
    name: rows[b].tensor,
    bytes,
    offset,
    start,
    end,
    ...tensor !== undefined && { group: String(tensor) },
  }));
  const { arena, peak, bound, schedule } = plan;
  return { buffers, steps: schedule.length, arena, peak, bound };
}

/** The plan of a fit, with the bands of each run named. */
export function fitPicture({ plan, partial }: Fit): ArenaPicture {
  const picture = planPicture(plan);
  if (partial === undefined || partial.reason !== undefined) return picture;
  const [{ runs, uncut }] = partial.found;
  let added = 0; // steps by the runs before
  const spans = runs.map((run): StepSpan => {
    const bands = `${run.cuts.length - 1} bands`;
    const numbers = runNumbers(uncut, run);
    const { length } = bandSteps(graphOf(uncut), run)!.steps;
    const start = run.first + added;
    added += length - (run.last - run.first + 1);
    return {
      start,
      end: start + length,
      names: [`${runName(uncut, run)} in ${bands}`, `${numbers} in ${bands}`, numbers],
    };
  });
  return { ...picture, spans, scope: "for these bands" };
}
