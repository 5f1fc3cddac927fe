/** The buffers of a plan with names instead of ids: for tables, CSV, JSON and the arena map. */

import type { ArenaPicture } from "../charts/mod.ts";
import type { MemoryPlan } from "../plan.ts";
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

/** A plan as the arena map draws it. */
export function planPicture(plan: MemoryPlan): ArenaPicture {
  const buffers = planRows(plan).map(({ tensor, bytes, offset, start, end }) => {
    return { name: tensor, bytes, offset, start, end };
  });
  const { arena, peak, bound, schedule } = plan;
  return { buffers, steps: schedule.length, arena, peak, bound };
}
