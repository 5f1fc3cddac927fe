/** Schedule + sharing + placement -> memory plan: what lies where, when, and how good that is. */

import { type ExactOptions, type Overlap, place, type PlacementProblem } from "./arena/mod.ts";
import { exact, optimalOrders, peakBound, type SchedulerOptions } from "./order/mod.ts";
import {
  type Accounting,
  type LiveRanges,
  liveRanges,
  peakOf,
  type Schedule,
  scheduleFault,
  wantAccounting,
} from "./tmm/mod.ts";

/** A buffer of a plan: a tensor, or a scratch request of an operator. */
export interface PlannedBuffer {
  /** Tensor id; absent for scratch. */
  readonly tensor?: number;
  /** For scratch: id of the operator that asks for it. */
  readonly scratchOf?: number;
  /** Rounded bytes. */
  readonly bytes: number;
  /** First step in which the buffer is live. */
  readonly start: number;
  /** First step in which it is no longer live. */
  readonly end: number;
  /** Bytes from the start of the arena. */
  readonly offset: number;
  /** Tensors that share bytes with this one: `distance = their offset - this offset`. */
  readonly sharesWith: readonly { readonly tensor: number; readonly distance: number }[];
}

/** A complete answer for one graph under one memory model. */
export interface MemoryPlan {
  /** The graph and the memory model that were planned. */
  readonly accounting: Accounting;
  /** Operator ids in execution order. */
  readonly schedule: Schedule;
  /** Everything that has a place: counted tensors by id, then scratch by step. */
  readonly buffers: readonly PlannedBuffer[];
  /** Bytes that no schedule and no placement can go below (proven). */
  readonly bound: number;
  /** Largest sum of live bytes over the steps of the schedule. */
  readonly peak: number;
  /** Bytes that the placement needs. */
  readonly arena: number;
  /** What is proven: no schedule has a lower peak; no placement of this schedule needs less. */
  readonly optimal: { readonly schedule: boolean; readonly placement: boolean };
}

/** Limits of planning. */
export interface PlanOptions {
  /** Keep this order instead of searching for one. */
  readonly schedule?: Schedule;
  /** Limits of the search for an order. */
  readonly ordering?: SchedulerOptions;
  /** Limits of the search for offsets. */
  readonly placement?: ExactOptions;
  /** Orders of equal peak to try to place before an arena above the peak is accepted; default 8. */
  readonly orders?: number;
}

/**
 * Nodes times tensors of a short search for offsets, which most orders that can be placed at their
 * peak do not use up, and of a long one.
 */
const [SHORT, LONG] = [3e6, 2e7];

/**
 * Plans the memory of a graph: an order with the least peak, and offsets for it.
 *
 * A better order can place worse: orders of equal peak are placed one after the other until one needs
 * no more than its peak, with a short search each; then the best of them gets a long one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { accountFor, activationsOnly, planMemory, sketchGraph } from "@tmm/tmm";
 * const graph = sketchGraph({
 *   tensors: { x: 10, wide: 80, narrow: 5, other: 40, small: 5, y: 10 },
 *   operators: [
 *     { inputs: ["x"], outputs: ["wide"] },
 *     { inputs: ["x"], outputs: ["other"] },
 *     { inputs: ["wide"], outputs: ["narrow"] },
 *     { inputs: ["other"], outputs: ["small"] },
 *     { inputs: ["narrow", "small"], outputs: ["y"] },
 *   ],
 *   inputs: ["x"],
 *   outputs: ["y"],
 * });
 * const plan = planMemory(accountFor(graph, activationsOnly));
 * assert.deepEqual(plan.schedule, [0, 2, 1, 3, 4]); // one branch to its end, then the other
 * assert.equal(plan.peak, 95);
 * assert.equal(plan.arena, plan.bound); // proven: nothing needs less
 * ```
 *
 * @throws {RangeError} If `schedule` is given and is not valid for the graph.
 */
export function planMemory(accounting: Accounting, options: PlanOptions = {}): MemoryPlan {
  wantAccounting(accounting, "plan memory");
  const { schedule, ordering, placement, orders = 8 } = options;
  if (schedule) {
    const fault = scheduleFault(accounting.graph, schedule);
    if (fault) throw new RangeError(`Cannot plan this order: ${fault}`);
    const peak = peakOf(accounting, schedule);
    const bound = peakBound(accounting).bytes;
    return placeOrder(accounting, { schedule, peak, bound, optimal: peak === bound }, placement);
  }
  const best = exact(accounting, ordering);
  const planOf = (schedule: Schedule, work: number) => {
    const stateLimit = Math.ceil(work / (accounting.bytes.length + 1));
    return placeOrder(accounting, { ...best, schedule }, { stateLimit, ...placement });
  };
  let plan = planOf(best.schedule, SHORT);
  if (plan.arena === plan.peak) return plan;
  // Node 20 has no helpers for iterators, such as `drop` and `take`.
  const others = optimalOrders(accounting, ordering);
  others.next(); // the first is the one that was placed
  for (let tried = 1; tried < orders && plan.arena > plan.peak; tried++) {
    const other = others.next();
    if (other.done) break;
    const next = planOf(other.value, SHORT);
    if (next.arena < plan.arena) plan = next;
  }
  if (plan.arena === plan.peak || plan.optimal.placement) return plan;
  const longer = planOf(plan.schedule, LONG);
  return longer.arena <= plan.arena ? longer : plan;
}

/** The placement problem of a schedule, and which tensor or operator each buffer stands for. */
export interface ScheduleProblem {
  /** Numbers for the placer. */
  readonly problem: PlacementProblem;
  /** Per buffer: its tensor, or the operator whose scratch it is. */
  readonly owners: readonly Pick<PlannedBuffer, "tensor" | "scratchOf">[];
}

/**
 * Buffers for all tensors that are live at some step and for all scratch, with the sharing that
 * the schedule really allows: an input must die in the operator that writes over it. The schedule must
 * be valid, which {@linkcode planMemory} checks and this does not.
 */
export function placementProblem(accounting: Accounting, schedule: Schedule): ScheduleProblem {
  const { memory, bytes, scratch } = accounting;
  const ranges = liveRanges(accounting, schedule);
  const alignment = memory.alignment;
  const owners: Pick<PlannedBuffer, "tensor" | "scratchOf">[] = [];
  const buffers: PlacementProblem["buffers"][number][] = [];
  const bufferOf = new Map<number, number>();
  bytes.forEach((size, tensor) => {
    const [start, end] = [ranges.start[tensor], ranges.end[tensor]];
    if (start >= end) return;
    bufferOf.set(tensor, buffers.length);
    buffers.push({ bytes: size, start, end, alignment });
    owners.push({ tensor });
  });
  schedule.forEach((operator, step) => {
    for (const request of scratch[operator]) {
      buffers.push({ bytes: request, start: step, end: step + 1, alignment });
      owners.push({ scratchOf: operator });
    }
  });
  return {
    problem: { buffers, overlaps: overlapsOf(accounting, schedule, ranges, bufferOf) },
    owners,
  };
}

function overlapsOf(
  { sharing, toEnd }: Accounting,
  schedule: Schedule,
  ranges: LiveRanges,
  bufferOf: ReadonlyMap<number, number>,
): Overlap[] {
  return schedule.flatMap((operator, step) =>
    sharing[operator].flatMap(({ input, output, distance, exact }) => {
      if (ranges.end[input] !== step + 1 || toEnd[input]) return [];
      return [{ over: bufferOf.get(input)!, under: bufferOf.get(output)!, distance, exact }];
    })
  );
}

function placeOrder(
  accounting: Accounting,
  order: { schedule: Schedule; peak: number; bound: number; optimal: boolean },
  placement: ExactOptions | undefined,
): MemoryPlan {
  const { schedule, peak, bound } = order;
  const { problem, owners } = placementProblem(accounting, schedule);
  const { offsets, arena, optimal } = place(problem, placement);
  const buffers = problem.buffers.map((buffer, b): PlannedBuffer => ({
    ...owners[b],
    bytes: buffer.bytes,
    start: buffer.start,
    end: buffer.end,
    offset: offsets[b],
    sharesWith: (problem.overlaps ?? []).flatMap(({ over, under }) => {
      if (over !== b && under !== b) return [];
      const other = over === b ? under : over;
      const distance = offsets[other] - offsets[b];
      if (distance >= buffer.bytes || -distance >= problem.buffers[other].bytes) return [];
      return [{ tensor: owners[other].tensor!, distance }];
    }),
  }));
  return {
    accounting,
    schedule,
    buffers,
    bound,
    peak,
    arena,
    optimal: { schedule: order.optimal, placement: optimal },
  };
}
