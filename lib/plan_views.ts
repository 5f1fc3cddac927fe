/** Memory plans with views: parts of a tensor lie inside it, and each range of it lives by itself. */

import { placementBound, placeRigid, type RigidGroup, type RigidOptions } from "./arena/mod.ts";
import type { Overlap, PlacementProblem } from "./arena/mod.ts";
import type { MemoryPlan, PlannedBuffer } from "./plan.ts";
import { type View, viewsOf } from "./operators/mod.ts";
import { type Accounting, givenOrder, overlapBytes, roundUp } from "./tmm/mod.ts";

/** A memory plan in which several tensors may be parts of one. */
export interface ViewPlan extends MemoryPlan {
  /** Per tensor: bytes from the start of the arena, or -1 for what has no place in it. */
  readonly offsets: readonly number[];
}

/** Bytes `[from, to)` of a root, written or read in a step. */
interface Touch {
  readonly root: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/**
 * Plans the memory of a graph in its own order, with every tensor that can be a view in its whole.
 *
 * A byte of a whole is live from the operator that computes it to the last one that reads it: a band
 * of rows frees its part of the input as soon as no later band reads it. Slices and joins of views
 * only copy bytes onto themselves and count for nothing.
 */
export function planViews(accounting: Accounting, options: RigidOptions = {}): ViewPlan {
  const { graph, bytes, scratch, memory } = accounting;
  const schedule = givenOrder(graph);
  const views = viewsOf(graph);
  const segments = segmentsOf(accounting, views);
  const buffers: PlacementProblem["buffers"][number][] = [];
  const owners: Pick<PlannedBuffer, "tensor" | "scratchOf">[] = [];
  const groups: RigidGroup[] = [];
  const members = new Map<number, { buffer: number; from: number; to: number }[]>();
  segments.forEach((list, root) => {
    const first = buffers.length;
    for (const { from, to, start, end } of list) {
      buffers.push({ bytes: to - from, start, end });
      owners.push({ tensor: root });
    }
    groups.push({
      members: list.map((_, i) => first + i),
      offsets: list.map(({ from }) => from),
      alignment: memory.alignment,
    });
    members.set(root, list.map(({ from, to }, i) => ({ buffer: first + i, from, to })));
  });
  schedule.forEach((operator) => {
    for (const request of scratch[operator]) {
      groups.push({ members: [buffers.length], offsets: [0], alignment: memory.alignment });
      buffers.push({ bytes: request, start: operator, end: operator + 1 });
      owners.push({ scratchOf: operator });
    }
  });
  const problem = { buffers, overlaps: overlapsOf(accounting, views, members, buffers) };
  const bound = placementBound(problem);
  const { offsets, arena } = placeRigid(problem, groups, { goal: bound, ...options });
  const starts = new Map([...members].map(([root, [{ buffer, from }]]) => [
    root,
    offsets[buffer] - from,
  ]));
  return {
    accounting,
    schedule,
    buffers: buffers.map(({ bytes, start, end }, b) => ({
      ...owners[b],
      bytes,
      start,
      end,
      offset: offsets[b],
      sharesWith: sharesOf(problem, owners, offsets, b),
    })),
    bound,
    peak: bound,
    arena,
    optimal: { schedule: false, placement: arena === bound },
    offsets: views.map(({ root, offset }, id) => {
      const start = starts.get(root);
      return start === undefined || bytes[id] === 0 ? -1 : start + offset;
    }),
  };
}

/** Ranges of a root whose bytes are live in the same steps. */
interface Segment {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** Per root: its segments by ascending place, without what is never live. */
function segmentsOf(accounting: Accounting, views: readonly View[]): Map<number, Segment[]> {
  const { bytes, memory } = accounting;
  const byRoot = new Map<number, Touch[]>();
  for (const touch of touchesOf(accounting, views)) {
    const list = byRoot.get(touch.root);
    if (list) list.push(touch);
    else byRoot.set(touch.root, [touch]);
  }
  const segments = new Map<number, Segment[]>();
  for (const [root, touches] of byRoot) {
    const ends = [...new Set(touches.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
    const list: Segment[] = [];
    for (let i = 0; i + 1 < ends.length; i++) {
      const inside = touches.filter(({ from, to }) => from <= ends[i] && ends[i + 1] <= to);
      if (inside.length === 0) continue;
      const start = Math.min(...inside.map(({ step }) => step));
      const end = Math.max(...inside.map(({ step }) => step)) + 1;
      const last = list.at(-1);
      if (last && last.to === ends[i] && last.start === start && last.end === end) {
        list[list.length - 1] = { ...last, to: ends[i + 1] };
      } else list.push({ from: ends[i], to: ends[i + 1], start, end });
    }
    // The runtime rounds sizes up: what lies behind the last byte is reserved with it.
    const last = list[list.length - 1];
    const whole = Math.max(last.to, Math.min(bytes[root], roundUp(last.to, memory.alignment)));
    list[list.length - 1] = { ...last, to: whole };
    segments.set(root, list);
  }
  return segments;
}

/** Every range of a root that an operator, or the caller, writes or reads. */
function* touchesOf(accounting: Accounting, views: readonly View[]): Generator<Touch> {
  const { graph, bytes, fromStart, toEnd } = accounting;
  const { tensors, operators } = graph;
  const range = (id: number, step: number): Touch => {
    const { root, offset } = views[id];
    return { root, from: offset, to: offset + tensors[id].bytes, step };
  };
  for (const [id, size] of bytes.entries()) {
    if (size === 0) continue;
    if (fromStart[id]) yield range(id, 0);
    if (toEnd[id]) yield range(id, Math.max(0, operators.length - 1));
  }
  for (const [step, { type, inputs, outputs }] of operators.entries()) {
    const counted = (ids: readonly number[]) => ids.filter((id) => bytes[id] > 0);
    const [output] = outputs;
    const isView = (id: number) => views[id].root === views[output].root;
    if (type === "CONCATENATION") {
      const moved = counted(inputs).filter((id) => !isView(id));
      for (const id of moved) yield range(id, step);
      if (moved.length > 0) yield range(output, step);
      continue;
    }
    if ((type === "SLICE" || type === "RESHAPE") && isView(inputs[0])) continue;
    for (const id of counted(inputs)) yield range(id, step);
    for (const id of counted(outputs)) yield range(id, step);
  }
}

/** What may share bytes although it is live together: ranges that die where others begin. */
function overlapsOf(
  { graph, memory, bytes, toEnd }: Accounting,
  views: readonly View[],
  members: ReadonlyMap<number, readonly { buffer: number; from: number; to: number }[]>,
  buffers: PlacementProblem["buffers"],
): Overlap[] {
  const partsOf = (id: number) => {
    const { root, offset } = views[id];
    return (members.get(root) ?? []).filter(({ from, to }) =>
      from < offset + graph.tensors[id].bytes && to > offset
    ).map(({ buffer, from }) => ({ buffer, from: from - offset }));
  };
  return graph.operators.flatMap((operator, step) =>
    memory.sharingOf(operator, graph).flatMap(({ input, output, distance, exact }) => {
      if (bytes[input] === 0 || bytes[output] === 0 || toEnd[input]) return [];
      if (views[input].root === views[output].root) return [];
      const dying = partsOf(input).filter(({ buffer }) => buffers[buffer].end === step + 1);
      const born = partsOf(output).filter(({ buffer }) => buffers[buffer].start === step);
      return dying.flatMap((over) =>
        born.map((under) => ({
          over: over.buffer,
          under: under.buffer,
          distance: distance + over.from - under.from,
          exact,
        }))
      );
    })
  );
}

function sharesOf(
  { buffers, overlaps = [] }: PlacementProblem,
  owners: readonly Pick<PlannedBuffer, "tensor" | "scratchOf">[],
  offsets: readonly number[],
  b: number,
): PlannedBuffer["sharesWith"] {
  return overlaps.flatMap(({ over, under }) => {
    if (over !== b && under !== b) return [];
    const other = over === b ? under : over;
    const distance = offsets[other] - offsets[b];
    const common = overlapBytes(buffers[other].bytes, buffers[b].bytes, { distance, exact: true });
    return common > 0 ? [{ tensor: owners[other].tensor!, distance }] : [];
  });
}
