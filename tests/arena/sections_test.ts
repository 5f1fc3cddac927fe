import assert from "node:assert/strict";
import { independentParts, instanceOf } from "../../lib/arena/_instance.ts";
import { pairsOf } from "../../lib/arena/_pairs.ts";
import { SearchState } from "../../lib/arena/_search_state.ts";
import { Sections } from "../../lib/arena/_sections.ts";

/** What the stack check answers for buffers of these sizes that are all live together. */
function neededFor(sizes: readonly number[], alignment: number, capacity: number): number {
  const problem = { buffers: sizes.map((bytes) => ({ bytes, start: 0, end: 1, alignment })) };
  const [members] = independentParts(problem);
  const instance = instanceOf(problem, pairsOf(problem), members, { tight: true });
  const sections = new Sections(instance, new SearchState(instance));
  return sections.needed(Int32Array.from(members), members.length, [0, 1], capacity);
}

Deno.test("the stack check asks for the capacity that has just enough room", () => {
  for (const capacity of [9, 11]) assert.equal(neededFor([3, 4, 5], 1, capacity), 12);
  assert.equal(neededFor([3, 4, 5], 1, 12), 12);
});

Deno.test("the stack check lets the topmost buffer end before its room, by all but a byte", () => {
  // 33 bytes have the room of 48: 32 for the buffer of 17 bytes, and 16 for the one of 1 byte over it.
  for (const capacity of [17, 31, 32]) assert.equal(neededFor([17, 1], 16, capacity), 33);
  assert.equal(neededFor([17, 1], 16, 33), 33);
});
