import assert from "node:assert/strict";
import { fit } from "../../lib/fit.ts";
import { load } from "../../lib/formats/mod.ts";
import { fitText } from "../../lib/report/mod.ts";
import { zoo } from "../../lib/zoo/mod.ts";

const fitted = fit(load(zoo[0].build({ width: 0.25, inputSize: 32, weights: "none" })));
const { plan, result } = fitted;
const boundLine = (arena: number) =>
  fitText({ ...fitted, result: { ...result, arena } }).match(/^Bound .*$/m)![0];

Deno.test("fitText() says of a bound only what holds for the arena above it", () => {
  assert.equal(result.arena, plan.bound);
  assert.match(boundLine(plan.bound), /reached, so that no order and no placement needs less/);
  assert.match(boundLine(plan.arena + 16), /; above it is what the runtime places itself/);
  assert.match(boundLine(plan.bound - 16), /: of these kernels; the plan in the file shares more/);
});

Deno.test("fitText() divides nothing by a peak of nothing", () => {
  const nothing = { ...result, peak: 0 };
  const text = fitText({ ...fitted, baseline: nothing, result: nothing });
  assert.match(text, /^arena over peak *$/m);
});
