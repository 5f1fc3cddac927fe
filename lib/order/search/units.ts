/** A partition of operators into units: lists of operators that run without a break. */

import type { Accounting } from "../../tmm/mod.ts";
import { type Neighbours, relationsOf, runsAfter } from "./relations.ts";

/** Units and which of them must run before which. Ids stand in a valid order. */
export interface Units {
  /** Per unit: its operators, in the order in which they run. */
  readonly members: Neighbours;
  /** Per unit: the units that it waits for, none of which waits for another of them. */
  readonly before: Neighbours;
  /** Per unit: the units that wait for it. */
  readonly after: Neighbours;
  /** Whether an operator that belongs to no unit has run before all units; if not, it runs after. */
  readonly ranBefore: (operator: number) => boolean;
}

/** Every operator as a unit of its own; `first`, if given, has run before and belongs to none. */
export function singleUnits({ predecessors }: Accounting, first = -1): Units {
  const members = predecessors.flatMap((_, o) => o === first ? [] : [[o]]);
  const unitOf = (operator: number) => first < 0 || operator < first ? operator : operator - 1;
  const before = members.map(([o]) => predecessors[o].filter((p) => p !== first).map(unitOf));
  return directOnly(members, before, (operator) => operator === first);
}

/** Joins units: `joined` lists units in the order in which they are to run, each in one list at most. */
export function joinUnits(units: Units, joined: readonly (readonly number[])[]): Units {
  const groupOf = units.members.map(() => -1);
  joined.forEach((group, g) => group.forEach((unit) => groupOf[unit] = g));
  const groups = [...joined];
  units.members.forEach((_, unit) => {
    if (groupOf[unit] < 0) groupOf[unit] = groups.push([unit]) - 1;
  });
  const before = groups.map((group, g) =>
    [
      ...new Set(group.flatMap((unit) => units.before[unit].map((other) => groupOf[other]))),
    ].filter((other) => other !== g)
  );
  const members = groups.map((group) => group.flatMap((unit) => units.members[unit]));
  return arrange(members, before, units.ranBefore);
}

/** The same units with more dependences, as pairs `[before, after]`; ids may change. */
export function withEdges(units: Units, edges: Iterable<readonly [number, number]>): Units {
  const before = units.before.map((list) => [...list]);
  for (const [first, then] of edges) before[then].push(first);
  return arrange(units.members, before, units.ranBefore);
}

/** Gives units ids that stand in a valid order. */
function arrange(
  members: Neighbours,
  before: Neighbours,
  ranBefore: Units["ranBefore"],
): Units {
  const order = validOrder(before);
  const place = members.map(() => 0);
  order.forEach((unit, at) => place[unit] = at);
  return directOnly(
    order.map((unit) => members[unit]),
    order.map((unit) => before[unit].map((other) => place[other])),
    ranBefore,
  );
}

/** Drops the dependences that follow from others. */
function directOnly(
  members: Neighbours,
  before: Neighbours,
  ranBefore: Units["ranBefore"],
): Units {
  const relations = relationsOf(before, inverse(before));
  const direct = before.map((list) =>
    [...new Set(list)].filter((one) => !list.some((other) => runsAfter(relations, other, one)))
  );
  return { members, before: direct, after: inverse(direct), ranBefore };
}

function inverse(before: Neighbours): number[][] {
  const after: number[][] = before.map(() => []);
  before.forEach((list, unit) => list.forEach((other) => after[other].push(unit)));
  return after;
}

/** Nodes in a valid order: depth first from each, so that what belongs together stays together. */
function validOrder(before: Neighbours): number[] {
  const order: number[] = [];
  const next = before.map(() => 0);
  const done = before.map(() => false);
  before.forEach((_, start) => {
    const path = done[start] ? [] : [start];
    while (path.length > 0) {
      const node = path[path.length - 1];
      if (next[node] < before[node].length) {
        const other = before[node][next[node]++];
        if (!done[other]) path.push(other);
      } else {
        path.pop();
        order.push(node);
        done[node] = true;
      }
    }
  });
  return order;
}
