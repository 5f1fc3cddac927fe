import assert from "node:assert/strict";
import { allOf, type Verdict } from "../../lib/reuse/verdict.ts";

const from = (distance: number): Verdict => ({ distance, exact: false });
const only = (distance: number): Verdict => ({ distance, exact: true });
const no = (refusal: string): Verdict => ({ refusal });
const twice = no("the operator wants it in two places at once");

Deno.test("allOf() allows what holds in every place in which an input stands", () => {
  const cases: [Verdict[], Verdict][] = [
    [[from(-8), from(16), from(0)], from(16)],
    [[only(16), from(16)], only(16)],
    [[from(-32), only(-16)], only(-16)],
    [[only(0), from(16)], twice],
    [[only(0), only(16)], twice],
    [[only(0), only(0)], only(0)],
    [[from(0), no("first"), no("second")], no("first")],
  ];
  for (const [verdicts, expected] of cases) {
    assert.deepEqual(allOf(verdicts), expected, JSON.stringify(verdicts));
  }
});
