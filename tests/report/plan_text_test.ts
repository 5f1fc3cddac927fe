import assert from "node:assert/strict";
import { createGraph, sketchGraph } from "../../lib/graph/mod.ts";
import { schedulers } from "../../lib/order/mod.ts";
import { planMemory } from "../../lib/plan.ts";
import { arenaText, boundText, planText, refusalText } from "../../lib/report/mod.ts";
import { reuseOf } from "../../lib/reuse/mod.ts";
import { predictArena } from "../../lib/tflm/mod.ts";
import { accountFor, activationsOnly, givenOrder, type MemoryModel } from "../../lib/tmm/mod.ts";
import { tinyGraphs } from "../graphs.ts";
import { graphOf, sourceOf, tensor } from "../tflm/source.ts";

const exact = schedulers.find(({ name }) => name === "exact")!;

/** x(500) -> [CONV_2D] -> p(2000) -> [RELU] -> y(2000), where y may lie over p; p has a hostile name. */
const chain = sketchGraph({
  tensors: { x: 500, "p\u001b[2J": 2000, y: 2000 },
  operators: [
    { type: "CONV_2D", inputs: ["x"], outputs: ["p\u001b[2J"] },
    { type: "RELU", inputs: ["p\u001b[2J"], outputs: ["y"] },
  ],
  inputs: ["x"],
  outputs: ["y"],
});

const inPlace: MemoryModel = {
  ...activationsOnly,
  scratchOf: ({ type }) => type === "RELU" ? [1000] : [],
  sharingOf: ({ type, inputs: [input], outputs: [output] }) =>
    type === "RELU" ? [{ input, output, distance: 0, exact: true }] : [],
};

Deno.test("planText() tells where each buffer lies, when, and what it shares bytes with", () => {
  const plan = planMemory(accountFor(chain, inPlace), { schedule: givenOrder(chain) });
  assert.deepEqual(planText(plan).split("\n"), [
    "Arena 2.93 KiB (3,000 bytes) for 4 buffers; bound 2.93 KiB",
    "",
    "offset  bytes  steps  tensor",
    "     0  2,000   0..1  p\\x1b[2J      shares with y (+0)",
    "     0  2,000   1..1  y             shares with p\\x1b[2J (+0)",
    " 2,000    500   0..0  x",
    " 2,000  1,000   1..1  scratch of y",
  ]);
});

Deno.test("refusalText() names the operator, the two tensors and the reason", () => {
  assert.deepEqual(refusalText(chain, reuseOf(chain, "none")).split("\n"), [
    "CONV_2D #0: p\\x1b[2J may not lie over x: the kernel set none lets nothing share",
    "RELU #1: y may not lie over p\\x1b[2J: the kernel set none lets nothing share",
  ]);
});

Deno.test("boundText() lists what is live when the peak is forced", () => {
  const accounting = accountFor(chain, inPlace);
  assert.deepEqual(boundText(accounting, exact.order(accounting)).split("\n"), [
    "RELU #1 (y) needs 2.93 KiB (3,000 bytes) in every order, at the least:",
    "   2,000  p\\x1b[2J                    input",
    "   2,000  y                           output",
    "   1,000  scratch",
    "  -2,000  shared by input and output",
  ]);
  const heads = accountFor(tinyGraphs.get("three heads")!.graph, activationsOnly);
  assert.deepEqual(boundText(heads, exact.order(heads)).split("\n"), [
    "OP #1 (a) needs 30 bytes in every order, at the least:",
    "  10  t  input",
    "  20  a  output",
    "The search has ruled out every order below 32 bytes.",
  ]);
  const empty = accountFor(
    createGraph({ name: "empty", tensors: [], operators: [], inputs: [], outputs: [] }),
    activationsOnly,
  );
  assert.equal(boundText(empty, exact.order(empty)), "No operators, no memory");
});

Deno.test("arenaText() ends in the line of C for the better of two arenas, and says what is not known", () => {
  const tensors = [16, 40, 16].map((bytes) => tensor("int8", [bytes]));
  const source = sourceOf([graphOf(tensors, [["Mine", [0], [1]], ["RELU", [1], [2]]], [0], [2])]);
  const stock = predictArena(source);
  const planned = predictArena(source, { plan: [0, 0, 0] });
  assert.deepEqual(arenaText(stock, planned).split("\n"), [
    "TFLM on cortex-m, reference kernels; bytes at least",
    "",
    "                         stock  planned",
    "head (tensors, scratch)     64       48",
    "tail (persistent)          368      368",
    "used (head + tail)         432      416",
    "smallest arena             624      624",
    "",
    "At least, because: Mine may need more: TFLM itself has no kernel for it",
    "For the optimised file:",
    "alignas(16) static uint8_t tensor_arena[624];",
  ]);
  assert.deepEqual(arenaText(stock).split("\n").slice(-2), [
    "For this file:",
    "alignas(16) static uint8_t tensor_arena[624];",
  ]);
});
