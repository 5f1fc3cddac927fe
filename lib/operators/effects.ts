/** Orders between operators that resources and side effects ask for, and that no tensor carries. */

import { ABSENT, type ControlEdge, type Operator, type Tensor } from "../graph/mod.ts";

/** Types that only make a handle: they touch nothing, whatever the order. */
const HANDLE_MAKERS = new Set(["VAR_HANDLE", "HASHTABLE"]);

/** Types that touch the resource behind their first input; `true` where they only look at it. */
const HANDLE_USERS = new Map([
  ["READ_VARIABLE", true],
  ["HASHTABLE_FIND", true],
  ["HASHTABLE_SIZE", true],
  ["ASSIGN_VARIABLE", false],
  ["HASHTABLE_IMPORT", false],
]);

/** Types whose results depend on how often a generator was asked before. */
const RANDOM = new Set(["RANDOM_UNIFORM", "RANDOM_STANDARD_NORMAL", "MULTINOMIAL"]);

/** Types that call graphs, for operators that come without `calls`. */
const CALLERS = new Set(["IF", "WHILE", "CALL_ONCE"]);

/** What an operator touches: named things, or `ANYTHING`. */
type Access = { readonly touches: readonly string[]; readonly onlyReads: boolean };
const ANYTHING = "*";

/**
 * The control edges of a list of operators in a valid order; the earlier operator first.
 *
 * - Operators that touch one resource keep their order, except readers among themselves. A resource
 *   is known by its container and name (or table id); behind a handle that no operator of the list
 *   makes, any resource may stand.
 * - Operators that call graphs (`CALL_ONCE`, `IF`, `WHILE`) keep their order to each other and to
 *   all operators of this list of rules: what the called graphs do is not looked at.
 * - Random generators keep their order, and so do operators without outputs: what they do is an
 *   effect.
 *
 * Operators that share a *variable tensor* need no edge here: `linksOf` orders them. Edges that
 * follow from other edges are left out where that is plain; the number of edges is linear.
 */
export function effectEdges(
  operators: readonly Operator[],
  tensors: readonly Tensor[],
): ControlEdge[] {
  const edges: ControlEdge[] = [];
  const maker = new Map<number, Operator>(); // tensor -> the operator that made it
  let barrier = -1; // the last operator that may have touched anything
  let latest = new Map<string, { write: number; reads: number[] }>(); // since the barrier
  const frontier = (name: string) => {
    const { write = -1, reads = [] } = latest.get(name) ?? {};
    return reads.length > 0 ? reads : [write >= 0 ? write : barrier];
  };
  operators.forEach((operator, o) => {
    const { touches, onlyReads } = accessOf(operator, tensors, maker);
    const waits = new Set<number>();
    if (touches.includes(ANYTHING)) {
      if (latest.size === 0) waits.add(barrier);
      for (const name of latest.keys()) for (const before of frontier(name)) waits.add(before);
      barrier = o;
      latest = new Map();
    } else {
      for (const name of touches) {
        const state = latest.get(name) ?? { write: -1, reads: [] };
        if (onlyReads) {
          waits.add(state.write >= 0 ? state.write : barrier);
          state.reads.push(o);
        } else {
          for (const before of frontier(name)) waits.add(before);
          state.write = o;
          state.reads = [];
        }
        latest.set(name, state);
      }
    }
    for (const before of waits) if (before >= 0 && before !== o) edges.push([before, o]);
    for (const id of operator.outputs) if (id !== ABSENT) maker.set(id, operator);
  });
  return edges;
}

function accessOf(
  operator: Operator,
  tensors: readonly Tensor[],
  maker: ReadonlyMap<number, Operator>,
): Access {
  const { type, inputs, outputs } = operator;
  if (HANDLE_MAKERS.has(type)) return { touches: [], onlyReads: true };
  if (CALLERS.has(type) || (operator.calls?.length ?? 0) > 0) {
    return { touches: [ANYTHING], onlyReads: false };
  }
  const isHandle = (id: number, place: number) =>
    id !== ABSENT && ((HANDLE_USERS.has(type) && place === 0) || tensors[id].dtype === "resource");
  const touches = new Set(inputs.filter(isHandle).map((id) => resourceOf(maker.get(id))));
  const onlyReads = HANDLE_USERS.get(type) ?? false;
  // A reader of an unknown resource counts as a writer: readers run in any order only where it is
  // certain that nothing else is meant.
  if (touches.has(ANYTHING)) return { touches: [ANYTHING], onlyReads: false };
  if (RANDOM.has(type)) touches.add("random");
  if (touches.size === 0 && outputs.every((id) => id === ABSENT)) touches.add("effects");
  return { touches: [...touches], onlyReads };
}

/** A name for what a handle stands for, given the operator that made the handle. */
function resourceOf(maker: Operator | undefined): string {
  if (!maker || !HANDLE_MAKERS.has(maker.type)) return ANYTHING;
  const { container = "", shared_name = "", table_id = "" } = maker.attributes;
  return JSON.stringify([maker.type, container, shared_name, table_id]);
}
