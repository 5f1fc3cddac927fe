/** From an accounting to the costs of units: which inputs die always, never, or depending on the order. */

import { type Accounting, savedBytes } from "../../tmm/mod.ts";
import { relationsOf, runsAfter } from "./relations.ts";
import type { OpenInput, Step, UnitSpace } from "./unit_space.ts";
import type { Units } from "./units.ts";

/** The space of a set of units. */
export function unitSpaceOf(accounting: Accounting, units: Units): UnitSpace {
  const { bytes, reads, readers, toEnd } = accounting;
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
  const affects: Set<number>[] = members.map(() => new Set());

  /** The units that decide whether an input dies with an operator; `undefined` if it never does. */
  const othersOf = (id: number, operator: number): number[] | undefined => {
    const unit = unitOf.get(operator)!;
    const others = new Set<number>();
    for (const reader of readers[id]) {
      if (reader === operator) continue;
      const other = unitOf.get(reader);
      if (other === undefined) {
        if (ranBefore(reader)) continue;
        return undefined;
      }
      if (other === unit) {
        if (placeOf.get(reader)! > placeOf.get(operator)!) return undefined;
      } else if (runsAfter(relations, other, unit)) return undefined;
      else if (!runsAfter(relations, unit, other)) others.add(other);
    }
    return [...others];
  };

  const steps = members.map((list, unit) =>
    list.map((operator) => {
      const dying: number[] = [];
      const open: OpenInput[] = [];
      for (const tensor of reads[operator]) {
        const others = toEnd[tensor] ? undefined : othersOf(tensor, operator);
        if (others?.length === 0) dying.push(tensor);
        else if (others) open.push({ tensor, bytes: bytes[tensor], others });
      }
      for (const { others } of open) for (const other of others) affects[other].add(unit);
      return stepOf(accounting, operator, dying, open);
    })
  );
  return {
    ...units,
    forward: true,
    steps,
    affects: affects.map((set) => [...set]),
    ends: [
      liveAfter(accounting, (operator) => !unitOf.has(operator) && ranBefore(operator)),
      liveAfter(accounting, (operator) => unitOf.has(operator) || ranBefore(operator)),
    ],
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

/** Live bytes after a set of operators; inputs of the model that nobody reads are left out. */
function liveAfter(accounting: Accounting, hasRun: (operator: number) => boolean): number {
  const { bytes, readers, producer, fromStart, toEnd } = accounting;
  return bytes.reduce((live, size, id) => {
    const made = fromStart[id] || (producer[id] >= 0 && hasRun(producer[id]));
    const needed = toEnd[id] || readers[id].some((reader) => !hasRun(reader));
    return made && needed ? live + size : live;
  }, 0);
}
