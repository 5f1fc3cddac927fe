import assert from "node:assert/strict";
import { StateTable } from "../../../lib/order/search/state_table.ts";
import { generator } from "../../random_graph.ts";

Deno.test("StateTable holds what a Set of strings holds, growing and truncated at will", () => {
  const random = generator(7);
  const below = (limit: number) => Math.floor(random() * limit);
  for (const words of [1, 3]) {
    const table = new StateTable(words);
    const held: string[] = [];
    const known = new Set<string>();
    for (let i = 0; i < 20_000; i++) {
      // Few different words, so that many states come twice and many slots are near each other.
      const state = Uint32Array.from({ length: words }, () => below(words === 1 ? 9000 : 30));
      const key = state.join();
      assert.equal(table.insert(state), known.has(key) ? -1 : held.length);
      if (!known.has(key)) held.push(key);
      known.add(key);
      if (below(300) === 0) {
        const size = below(held.length + 1);
        table.truncate(size);
        for (const gone of held.splice(size)) known.delete(gone);
      }
      assert.equal(table.size, held.length);
      if (held.length > 0) {
        const index = below(held.length);
        assert.equal(table.at(index).join(), held[index]);
      }
    }
  }
});
