import assert from "node:assert/strict";
import { heaviestClosure } from "../../../lib/order/search/closure.ts";
import { generator } from "../../random_graph.ts";

Deno.test("heaviestClosure() equals a look at all subsets, and is the largest of the heaviest", () => {
  const random = generator(3);
  const below = (limit: number) => Math.floor(random() * limit);
  for (let run = 0; run < 1500; run++) {
    const count = 1 + below(9);
    const weights = Array.from({ length: count }, () => below(21) - 10);
    const needs = weights.map(() => weights.map((_, i) => i).filter(() => random() < 0.15));
    const isClosed = (set: number) =>
      needs.every((list, i) => !((set >> i) & 1) || list.every((other) => (set >> other) & 1));
    const weigh = (set: number) =>
      weights.reduce((sum, weight, i) => (set >> i) & 1 ? sum + weight : sum, 0);
    let [best, heaviest] = [0, 0];
    for (let set = 0; set < 2 ** count; set++) {
      if (isClosed(set) && weigh(set) >= heaviest) {
        best = weigh(set) > heaviest ? set : best | set; // closures are closed under union
        heaviest = weigh(set);
      }
    }
    const picked = heaviestClosure(weights, needs);
    const asBits = picked.reduce((set, is, i) => is ? set | (1 << i) : set, 0);
    assert.equal(asBits, best, `run ${run}`);
  }
});
