/** `tmm place`, in memory. */

import assert from "node:assert/strict";
import { NotMet } from "../../lib/cli/mod.ts";
import { jsonOf, runCommand } from "./memory_io.ts";

Deno.test("place reads and writes MiniMalloc's CSV", async () => {
  const csv = new TextEncoder().encode("id,lower,upper,size\na,0,2,4\nb,1,3,6\nc,2,4,4\n");
  const placed = await jsonOf({ "b.csv": csv }, "place", "b.csv");
  assert.deepEqual(Object.keys(placed), ["arena", "bound", "optimal", "ms", "offsets"]);
  assert.deepEqual([placed.arena, placed.bound, placed.optimal], [10, 10, true]);
  const { error } = await runCommand({ "b.csv": csv }, "place", "b.csv", "--capacity", "9");
  assert.ok(error instanceof NotMet);
});

Deno.test("place searches as long as --nodes lets it", async () => {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const start = (i * 31) % 50;
    return [i, start, start + 5 + (i * 17) % 11, 100 + (i * 7919) % 397].join();
  });
  const files = {
    "b.csv": new TextEncoder().encode(["id,lower,upper,size", ...rows].join("\n")),
  };
  const [few, many] = [
    await jsonOf(files, "place", "b.csv", "--nodes", "50"),
    await jsonOf(files, "place", "b.csv", "--nodes", "50000"),
  ];
  assert.deepEqual([few.optimal, many.optimal], [false, true]);
  assert.ok(many.arena < few.arena);
});
