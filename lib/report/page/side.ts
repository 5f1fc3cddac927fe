/** One side of the comparison on the report page: an order, and where its buffers lie. */

import type { ArenaBuffer, ArenaPicture } from "../../charts/mod.ts";
import { greedyBySize } from "../../arena/mod.ts";
import { type Fit, type Footprint, memoryFor } from "../../fit.ts";
import { placementProblem, type PlannedBuffer } from "../../plan.ts";
import { accountModel, type MemoryMap, memoryMap } from "../../tmm/mod.ts";

/** A way to run a model, to be shown. */
export interface Side {
  /** What it is, in a word or two. */
  readonly name: string;
  /** Bytes and loads. */
  readonly footprint: Footprint;
  /** What each step needs. */
  readonly map: MemoryMap;
  /** What lies where: tensors by id, then scratch. */
  readonly buffers: readonly PlacedBuffer[];
  /** Bytes that no order and no placement can go below. */
  readonly bound: number;
}

/** A buffer with its place; live in the steps of its side. */
export type PlacedBuffer = Omit<PlannedBuffer, "sharesWith">;

/** Default and ours. Where nothing is gained, ours is the default. */
export function sidesOf(fit: Fit): readonly [stock: Side, ours: Side] {
  const { model, baseline, result, plan } = fit;
  const unshared = accountModel(model, memoryFor(model, "none"));
  const stockMap = memoryMap(unshared, baseline.schedule);
  const bound = plan.bound;
  const stock = {
    name: "Default",
    footprint: baseline,
    map: stockMap,
    buffers: buffersOf(stockMap, baseline, model.main) ?? firstFit(stockMap),
    bound,
  };
  if (result === baseline) return [stock, { ...stock, name: "Ours: the same" }];
  const map = memoryMap(plan.accounting, result.schedule);
  const buffers = buffersOf(map, result, model.main) ?? plan.buffers;
  return [stock, { name: "Ours", footprint: result, map, buffers, bound }];
}

/** A side as the arena map draws it. */
export function pictureOf({ map, buffers, footprint, bound }: Side): ArenaPicture {
  const { tensors, operators } = map.accounting.graph;
  return {
    buffers: buffers.map(({ tensor, scratchOf, bytes, offset, start, end }): ArenaBuffer => {
      const name = tensor === undefined
        ? `scratch of ${operators[scratchOf!].name}`
        : tensors[tensor].name;
      return { name, bytes, offset, start, end };
    }),
    steps: map.steps.length,
    arena: footprint.arena,
    peak: footprint.peak,
    bound,
  };
}

/** Where TFLM places the buffers of the main graph; absent for formats that it does not run. */
function buffersOf(
  { accounting, schedule, ranges }: MemoryMap,
  { tflm }: Footprint,
  main: number,
): PlacedBuffer[] | undefined {
  return tflm?.plan.records.flatMap((record, r): PlacedBuffer[] => {
    const { subgraph, tensor, scratch, bytes } = record;
    const offset = tflm.plan.offsets[r];
    if (subgraph !== main) return [];
    if (tensor !== undefined) {
      // TFLM counts steps on through called graphs; a map does not.
      const [start, end] = [ranges.start[tensor], ranges.end[tensor]];
      return start < end ? [{ tensor, bytes: accounting.bytes[tensor], offset, start, end }] : [];
    }
    const start = schedule.indexOf(scratch!.operator);
    return [{ scratchOf: scratch!.operator, bytes, offset, start, end: start + 1 }];
  });
}

function firstFit({ accounting, schedule }: MemoryMap): PlacedBuffer[] {
  const { problem, owners } = placementProblem(accounting, schedule);
  const { offsets } = greedyBySize(problem);
  return problem.buffers.map(({ bytes, start, end }, b) => {
    return { ...owners[b], bytes, start, end, offset: offsets[b] };
  });
}
