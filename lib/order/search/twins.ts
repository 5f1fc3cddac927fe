/** Identical branches: which of them goes first makes no difference, so one order is enough. */

import { type Accounting, overlapBytes } from "../../tmm/mod.ts";
import { type Units, withEdges } from "./units.ts";

/** Units one after the other, each the only one that waits for the one before and for nothing else. */
type Line = readonly number[];

/**
 * Puts identical branches into one order, position by position.
 *
 * Two lines of units are twins if swapping them changes nothing: same neighbours outside, same sizes,
 * same sharing. In any schedule, rename the lines at every position by the order in which they come
 * there. The k-th line to pass position j + 1 has passed position j, as one of the first k, so this is
 * a schedule again; after every step it has run a set that the swaps turn into the one before the
 * renaming, so it has the same peak.
 */
export function orderTwins(accounting: Accounting, units: Units): Units {
  const groups = new Map<string, Line[][]>();
  for (const line of linesOf(units)) {
    const [first, last] = [line[0], line[line.length - 1]];
    const ends = [units.before[first], units.after[last]].map((list) => list.toSorted().join());
    const sizes = line.map((unit) =>
      units.members[unit].map((operator) =>
        accounting.writes[operator].map((id) => accounting.bytes[id]).join("+")
      ).join()
    );
    const key = [...ends, ...sizes].join("|");
    const alike = groups.get(key) ?? [];
    if (!groups.has(key)) groups.set(key, alike);
    const twins = alike.find(([other]) => areTwins(accounting, units, other, line));
    if (twins) twins.push(line);
    else alike.push([line]);
  }
  const edges: [number, number][] = [];
  for (const twins of [...groups.values()].flat()) {
    for (let i = 1; i < twins.length; i++) {
      twins[i].forEach((unit, position) => edges.push([twins[i - 1][position], unit]));
    }
  }
  return edges.length === 0 ? units : withEdges(units, edges);
}

function linesOf({ members, before, after }: Units): Line[] {
  const follows = (unit: number) =>
    before[unit].length === 1 && after[before[unit][0]].length === 1;
  return members.flatMap((_, unit) => {
    if (follows(unit)) return [];
    const line = [unit];
    for (let last = unit; after[last].length === 1 && follows(after[last][0]);) {
      last = after[last][0];
      line.push(last);
    }
    return [line];
  });
}

/** Whether swapping two lines of the same shape changes neither a dependence nor a byte. */
function areTwins(accounting: Accounting, { members }: Units, one: Line, two: Line): boolean {
  const { bytes, reads, writes, readers, toEnd } = accounting;
  const [own, other] = [one, two].map((line) => line.flatMap((unit) => members[unit]));
  const operators = new Map<number, number>();
  const tensors = new Map<number, number>();
  for (const [i, a] of own.entries()) {
    const b = other[i];
    if (writes[a].length !== writes[b].length) return false;
    operators.set(a, b).set(b, a);
    writes[a].forEach((id, output) => {
      tensors.set(id, writes[b][output]).set(writes[b][output], id);
    });
  }
  const swapped = (id: number) => tensors.get(id) ?? id;
  const sameTensors = [...tensors].every(([id, twin]) =>
    bytes[id] === bytes[twin] && toEnd[id] === toEnd[twin] &&
    sameNumbers(readers[id].map((reader) => operators.get(reader) ?? reader), readers[twin])
  );
  const concerned = new Set([...own, ...[...tensors.keys()].flatMap((id) => readers[id])]);
  return sameTensors && [...concerned].every((operator) => {
    const twin = operators.get(operator) ?? operator;
    return sameNumbers(reads[operator].map(swapped), reads[twin]) &&
      costKey(accounting, operator, swapped) === costKey(accounting, twin, (id) => id);
  });
}

/** Scratch and sharing of an operator under other names of its tensors. */
function costKey(
  { scratch, sharing, bytes }: Accounting,
  operator: number,
  rename: (id: number) => number,
): string {
  const credits = sharing[operator].map((allowance) => {
    const { input, output } = allowance;
    return [rename(input), rename(output), overlapBytes(bytes[input], bytes[output], allowance)];
  });
  const requests = scratch[operator].reduce((sum, request) => sum + request, 0);
  return `${requests}:${credits.map((credit) => credit.join()).toSorted().join(";")}`;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.toSorted().join() === b.toSorted().join();
}
