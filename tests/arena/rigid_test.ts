import assert from "node:assert/strict";
import { placementBound, type PlacementProblem, placeRigid } from "../../lib/arena/mod.ts";
import { verifyPlacement } from "../../lib/arena/mod.ts";
import { generator } from "../random_graph.ts";

/**
 * A tensor that is used up from its start, and one that is made meanwhile: they fit under each other.
 *
 * ```text
 *   step        0     1     2     3
 *   used up     [AAAA][.AAA][..AA][...A]
 *   made        [B   ][BB  ][BBB ][BBBB]
 * ```
 */
function staircases(): { problem: PlacementProblem; groups: Parameters<typeof placeRigid>[1] } {
  const steps = [0, 1, 2, 3];
  const used = steps.map((s) => ({ bytes: 16, start: 0, end: s + 1 }));
  const made = steps.map((s) => ({ bytes: 16, start: s, end: 4 }));
  const offsets = steps.map((s) => 16 * s);
  return {
    problem: { buffers: [...used, ...made] },
    groups: [
      { members: [0, 1, 2, 3], offsets, alignment: 16 },
      { members: [4, 5, 6, 7], offsets, alignment: 16 },
    ],
  };
}

Deno.test("placeRigid() lays what is made where room becomes free", () => {
  const { problem, groups } = staircases();
  assert.equal(placementBound(problem), 80);
  assert.equal(placeRigid(problem, groups).arena, 80);
});

Deno.test("placeRigid() keeps distances, alignments and buffers apart, and is never below the bound", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = generator(seed);
    const below = (limit: number) => Math.floor(random() * limit);
    const buffers = Array.from({ length: 2 + below(20) }, () => {
      const start = below(10);
      return { bytes: 1 + below(100), start, end: start + 1 + below(5) };
    });
    const groups: { members: number[]; offsets: number[]; alignment: number }[] = [];
    buffers.forEach(({ bytes }, b) => {
      const group = groups.at(-1);
      if (!group || below(2)) {
        groups.push({ members: [b], offsets: [0], alignment: 1 << below(5) });
        return;
      }
      const last = group.members.length - 1;
      group.offsets.push(group.offsets[last] + buffers[group.members[last]].bytes + below(bytes));
      group.members.push(b);
    });
    const problem = { buffers };
    const { offsets, arena } = placeRigid(problem, groups, { iterations: 50 });
    assert.deepEqual(verifyPlacement(problem, offsets), [], `seed ${seed}`);
    assert.ok(arena >= placementBound(problem), `seed ${seed}`);
    for (const { members, offsets: inside, alignment } of groups) {
      const start = offsets[members[0]] - inside[0];
      assert.equal(start % alignment, 0, `seed ${seed}`);
      assert.deepEqual(members.map((b) => offsets[b] - start), inside, `seed ${seed}`);
    }
    assert.deepEqual(placeRigid(problem, groups, { iterations: 50 }).offsets, offsets);
  }
});

Deno.test("placeRigid() uses a permission to overlap at a distance, and at an exact one", () => {
  const buffers = [{ bytes: 64, start: 0, end: 2 }, { bytes: 64, start: 1, end: 3 }];
  const groups = [0, 1].map((b) => ({ members: [b], offsets: [0], alignment: 16 }));
  const overlap = { over: 0, under: 1, distance: 16 };
  assert.equal(placeRigid({ buffers, overlaps: [overlap] }, groups).arena, 80);
  const exact = { over: 0, under: 1, distance: 0, exact: true };
  assert.equal(placeRigid({ buffers, overlaps: [exact] }, groups).arena, 64);
});
