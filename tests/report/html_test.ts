import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fit, load, reportHtml, zoo } from "../../mod.ts";
import { graph, input, node, onnxFile, output } from "../formats/onnx/tiny_onnx.ts";

Deno.test("the report's policy allows the one style and the one script in it, by their hashes", async () => {
  const model = load(zoo.find(({ id }) => id === "C")!.build({ weights: "none" }));
  const html = await reportHtml(fit(model), "c.tflite");
  const [, policy] = html.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/)!;
  const hashes = (tag: string) =>
    [...html.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"))]
      .map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  assert.deepEqual(policy.split("; "), [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `style-src ${hashes("style")}`,
    `script-src ${hashes("script")}`,
  ]);
  assert.doesNotMatch(html.slice(html.indexOf("<body>")), /<[^>]* (style|on\w+)=/);
});

Deno.test("the report says of a bound only what holds for the arena beside it", async () => {
  const fitted = fit(load(zoo[0].build({ width: 0.25, inputSize: 32, weights: "none" })));
  const withArena = (arena: number) =>
    reportHtml({ ...fitted, result: { ...fitted.result, arena } }, "a.tflite");
  const { bound } = fitted.plan;
  assert.match(await withArena(bound), /reached: nothing needs less \(proven\)/);
  assert.match(await withArena(bound + 16), /not reached: 16 B above/);
  assert.match(await withArena(bound - 16), /of these kernels; the plan in the file shares more/);
});

Deno.test("the report says what to know before its numbers are relied on", async () => {
  const open = onnxFile(graph(input("x", ["n", 8]), node("Relu", ["x"], ["y"]), output("y")));
  const html = await reportHtml(fit(load(open)), "open.onnx");
  assert.match(html, /<li>TFLM runs \.tflite files, not onnx: a generic number/);
  assert.match(html, /<li>Open dimensions count as 1 in 2 activations: the peak is a lower bound/);
  const known = await reportHtml(fit(load(zoo[0].build({ inputSize: 32 }))), "a.tflite");
  assert.doesNotMatch(known.slice(0, known.indexOf('id="steps"')), /<ul>/);
});

Deno.test("the report tells to flash only what TFLM runs", async () => {
  const fitted = fit(load(zoo[0].build({ width: 0.25, inputSize: 32, weights: "none" })));
  const written = { ...fitted, bytes: new Uint8Array(1) };
  assert.match(await reportHtml(written, "a.tflite"), /flash that.*-o smaller\.tflite/s);
  const generic = await reportHtml(
    { ...written, result: { ...fitted.result, tflm: undefined } },
    "a",
  );
  assert.match(generic, /<p>Write the order into a copy of the file\. .*-o OUT/s);
});
