import assert from "node:assert/strict";
import {
  accountFor,
  activationsOnly,
  analyze,
  evaluateNetwork,
  givenOrder,
  memoryMap,
  planMemory,
  schedulers,
  show,
  sketchGraph,
  zoo,
} from "../../mod.ts";

const DISPLAY = Symbol.for("Jupyter.display");

const shown = (value: unknown): Record<string, string> =>
  // deno-lint-ignore no-explicit-any
  (show(value) as any)[DISPLAY]();

const squeezenet = zoo.find(({ id }) => id === "B")!;
const analysis = analyze(squeezenet.build({ weights: "none" }));
const { model, map, fit } = analysis;
const order = schedulers.map(({ name, order }) => {
  return { name, ordering: order(map.accounting), loads: 0, ms: 0 };
});

const RESULTS: Record<string, unknown> = {
  graph: model.graphs[0],
  model,
  map,
  fit,
  plan: fit.plan,
  analysis,
  order,
  evaluation: [evaluateNetwork(squeezenet)],
};

for (const [name, value] of Object.entries(RESULTS)) {
  Deno.test(`show() has text and HTML for: ${name}`, () => {
    const data = shown(value);
    assert.deepEqual(Object.keys(data).sort(), ["text/html", "text/plain"]);
    assert.ok(data["text/plain"].length > 20);
    if (name !== "order") assert.match(data["text/html"], /<svg /);
  });
}

Deno.test("show() shows a chart with its finding as text", () => {
  const svg = '<svg aria-label="Peak &lt;1 B. a &amp;&quot;b&quot;" xmlns="x"/>';
  assert.deepEqual(shown(svg), { "text/html": svg, "text/plain": 'Peak <1 B. a &"b"' });
});

Deno.test("show() refuses what is neither a result nor a chart", () => {
  for (const value of [undefined, null, 1, "text", {}, [], [1], { accounting: 1 }]) {
    assert.throws(() => show(value), TypeError);
  }
});

Deno.test("results stay plain data outside of a kernel: nothing is attached to any object", () => {
  assert.ok(!(DISPLAY in {}) && !(DISPLAY in fit) && !(DISPLAY in model.graphs[0]));
  assert.deepEqual(structuredClone(fit.baseline), fit.baseline);
});

Deno.test("hostile names stand in a notebook as text", () => {
  const name = "<img src=x onerror=alert(1)>\u202e\"'&";
  const graph = sketchGraph({
    name,
    tensors: { [name]: 10, out: 20 },
    operators: [{ type: name, inputs: [name], outputs: ["out"] }],
    inputs: [name],
    outputs: ["out"],
  });
  const accounting = accountFor(graph, activationsOnly);
  for (const value of [graph, memoryMap(accounting, givenOrder(graph)), planMemory(accounting)]) {
    const html = shown(value)["text/html"];
    assert.ok(!/<img|\u202e/.test(html));
    assert.match(html, /&lt;img/);
  }
});
