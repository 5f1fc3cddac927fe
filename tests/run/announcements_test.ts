import assert from "node:assert/strict";
import { KERNELS } from "../../lib/run/kernels/mod.ts";
import { seededInputs } from "../../lib/run/mod.ts";
import { CASES, diceOf } from "./cases.ts";
import { spyOn } from "./spy.ts";

for (const [type, make] of Object.entries(CASES)) {
  Deno.test(`${type} announces exactly what it reads and writes, when it does`, () => {
    for (let seed = 1; seed <= 25; seed++) {
      const graph = make(diceOf(seed));
      const { accesses, faults } = spyOn(graph, seededInputs(graph, seed));
      assert.deepEqual(faults.slice(0, 3), [], `seed ${seed}`);
      const writes = accesses.filter(({ kind }) => kind === "write");
      const elements = graph.outputs.reduce(
        (sum, id) => sum + graph.tensors[id].shape.reduce((all, size) => all * size, 1),
        0,
      );
      const distinct = new Set(writes.map(({ place, element }) => `${place} ${element}`));
      assert.equal(distinct.size, elements, `every output element, seed ${seed}`);
    }
  });
}

Deno.test("every kernel but those of control flow and resources is spied on", () => {
  const others = ["ASSIGN_VARIABLE", "CALL_ONCE", "IF", "READ_VARIABLE", "VAR_HANDLE", "WHILE"];
  assert.deepEqual([...Object.keys(CASES), ...others].sort(), Object.keys(KERNELS).sort());
});
