import assert from "node:assert/strict";
import { load } from "../../lib/formats/mod.ts";
import { exact } from "../../lib/order/mod.ts";
import { kernelSets, sharingUnder } from "../../lib/reuse/mod.ts";
import { accountModel, activationsOnly } from "../../lib/tmm/mod.ts";
import { zoo } from "../../lib/zoo/mod.ts";

/** Lowest peaks in bytes, int8, nothing shared. */
const optima: readonly [id: string, peak: number][] = [
  ["E", 933_664],
  ["F", 2_107_392],
  ["nasnet-a-cifar", 497_664],
  ["nasnet-a-imagenet", 508_032],
  ["amoebanet-a-cifar", 368_640],
  ["amoebanet-a-imagenet", 451_584],
  ["pnasnet-cifar", 479_232],
  ["pnasnet-imagenet", 489_216],
  ["darts-cifar", 405_504],
  ["darts-imagenet", 451_584],
  ["randwire-cifar", 319_488],
];

for (const [id, least] of optima) {
  Deno.test(`exact() proves ${least} bytes for ${id}, and its peak under every kernel set`, () => {
    const network = zoo.find((one) => one.id === id)!;
    const model = load(network.build({ dtype: "int8", weights: "none" }));
    for (const { name } of kernelSets) {
      const accounting = accountModel(model, { ...activationsOnly, sharingOf: sharingUnder(name) });
      const { peak, bound, optimal, states } = exact(accounting);
      assert.ok(optimal, `${name}: bound ${bound}, peak ${peak}`);
      assert.ok(states < 50_000, `${name}: ${states} states`);
      if (name === "none") assert.equal(peak, least);
    }
  });
}
