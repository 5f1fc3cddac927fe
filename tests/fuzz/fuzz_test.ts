import assert from "node:assert/strict";
import { carriedPlanFaults } from "../../lib/fit.ts";
import { parseTflite } from "../../lib/formats/mod.ts";
import { makeSeeds, runCase } from "./cases.ts";
import { diceOf } from "./dice.ts";
import { targets } from "./targets.ts";

const COUNT = 5000;

for (const { name, seeds, use } of targets) {
  Deno.test(`what the fuzzer changes for ${name} is valid`, async () => {
    for (const [i, file] of seeds().entries()) {
      // A plan holds for the kernels that its file names, and may be refused for others.
      if (name === "plan") assert.deepEqual(carriedPlanFaults(parseTflite(file)), []);
      else assert.equal(await use(file, diceOf(1)), "taken", `${name} ${i}`);
    }
  });
}

Deno.test(`${COUNT} hostile inputs end in a result or a refusal, and no wrong plan is taken`, async () => {
  await makeSeeds();
  const ended = new Set<string>();
  for (let index = 0; index < COUNT; index++) {
    const { target, outcome, finding } = await runCase(1, index);
    assert.equal(
      finding,
      undefined,
      `${target}: deno task fuzz --seed 1 --from ${index} --count 1`,
    );
    ended.add(`${target} ${outcome}`);
  }
  assert.equal(ended.size, 2 * targets.length, [...ended].join(", "));
});
