/** From an accounting to the costs of units: which inputs die always, never, or depending on the order. */

import { type Accounting, savedBytes } from "../../tmm/mod.ts";
import { relationsOf, runsAfter } from "./relations.ts";
import { segmentsOf } from "./segments.ts";
import type { OpenInput, Step, UnitSpace } from "./unit_space.ts";
import type { Units } from "./units.ts";

/** The spaces of the segments of some units, in their order: work in proportion to the graph. */
export function segmentSpaces(accounting: Accounting, units: Units): UnitSpace[] {
  let live: number | undefined;
  return segmentsOf(units).map((segment) => {
    const space = unitSpaceOf(accounting, segment, live);
    live = space.ends[1];
    return space;
  });
}

/**
 * The space of a set of units.
 *
 * @param liveBefore The bytes that are live before all of them, where they are known.
 */
export function unitSpaceOf(
  accounting: Accounting,
  units: Units,
  liveBefore?: number,
): UnitSpace {
  const { bytes, reads, writes, readers, toEnd } = accounting;
  const { members, before, after, ranBefore } = units;
  const relations = relationsOf(before, after);
  const unitOf = new Map<number, number>();
  const placeOf = new Map<number, number>();
  members.forEach((list, unit) =>
    list.forEach((operator, place) => {
      unitOf.set(operator, unit);
      placeOf.set(operator, place);
    })
  );

  /** Whether an input dies with an operator: always, never, or if other units have run before. */
  const fateOf = (id: number, operator: number): "dies" | "stays" | "open" => {
    const unit = unitOf.get(operator)!;
    let fate: "dies" | "open" = "dies";
    for (const reader of readers[id]) {
      if (reader === operator) continue;
      const other = unitOf.get(reader);
      if (other === undefined) {
        if (ranBefore(reader)) continue;
        return "stays";
      }
      if (other === unit) {
        if (placeOf.get(reader)! > placeOf.get(operator)!) return "stays";
      } else if (runsAfter(relations, other, unit)) return "stays";
      else if (!runsAfter(relations, unit, other)) fate = "open";
    }
    return fate;
  };

  const lastReaders = new Map<number, number[]>();
  const steps = members.map((list, unit) =>
    list.map((operator) => {
      const dying: number[] = [];
      const open: OpenInput[] = [];
      for (const tensor of reads[operator]) {
        const fate = toEnd[tensor] ? "stays" : fateOf(tensor, operator);
        if (fate === "dies") dying.push(tensor);
        if (fate !== "open") continue;
        const last = lastReaders.get(tensor) ?? [];
        lastReaders.set(tensor, last);
        last.push(unit);
        open.push({ tensor, bytes: bytes[tensor], last });
      }
      return stepOf(accounting, operator, dying, open);
    })
  );
  const hadRun = (operator: number) => !unitOf.has(operator) && ranBefore(operator);
  const haveRun = (operator: number) => unitOf.has(operator) || ranBefore(operator);
  const first = liveBefore ?? liveAmong(accounting, bytes.keys(), hadRun);
  const touched = members.flat().flatMap((o) => [...reads[o], ...writes[o]]);
  const changed = [...new Set(touched)];
  const change = liveAmong(accounting, changed, haveRun) - liveAmong(accounting, changed, hadRun);
  return {
    ...units,
    forward: true,
    steps,
    ends: [first, first + change],
  };
}

function stepOf(
  accounting: Accounting,
  operator: number,
  dying: readonly number[],
  open: readonly OpenInput[],
): Step {
  const { bytes, writes, readers, toEnd, scratch, sharing } = accounting;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const sizeOf = (ids: readonly number[]) => sum(ids.map((id) => bytes[id]));
  const stays = writes[operator].filter((id) => readers[id].length > 0 || toEnd[id]);
  const keep = sizeOf(stays) - sizeOf(dying);
  const rise = sum(scratch[operator]) + sizeOf(writes[operator]);
  const savedIf = (dead: ReadonlySet<number>) =>
    savedBytes(accounting, operator, (id) => dead.has(id));
  if (!open.some(({ tensor }) => sharing[operator].some(({ input }) => input === tensor))) {
    return { rise: rise - savedIf(new Set(dying)), keep, open };
  }
  const known = new Map<string, number>();
  const saved = (dies: readonly boolean[]) => {
    let key = "";
    for (let i = 0; i < open.length; i++) key += dies[i] ? "1" : "0";
    let found = known.get(key);
    if (found === undefined) {
      const dead = open.filter((_, i) => dies[i]).map(({ tensor }) => tensor);
      found = savedIf(new Set([...dying, ...dead]));
      known.set(key, found);
    }
    return found;
  };
  return { rise, keep, open, saved };
}

/** Live bytes of some tensors after a set of operators, without inputs of the model that nobody reads. */
function liveAmong(
  { bytes, readers, producer, fromStart, toEnd }: Accounting,
  tensors: Iterable<number>,
  hasRun: (operator: number) => boolean,
): number {
  let live = 0;
  for (const id of tensors) {
    const made = fromStart[id] || (producer[id] >= 0 && hasRun(producer[id]));
    if (made && (toEnd[id] || readers[id].some((reader) => !hasRun(reader)))) live += bytes[id];
  }
  return live;
}
