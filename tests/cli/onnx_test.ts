import assert from "node:assert/strict";
import { graph, input, node, onnxFile, output, zeros } from "../formats/onnx/tiny_onnx.ts";
import { zoo } from "../../mod.ts";
import { jsonOf, runCommand } from "./memory_io.ts";

const model = onnxFile(graph(
  input("x", ["batch", 3, 8, 8]),
  zeros("w", 4, 3, 3, 3),
  node("Conv", ["x", "w"], ["c"]),
  node("Relu", ["c"], ["y"]),
  output("y"),
));
const files = { "m.onnx": model };

Deno.test("map of an ONNX file names what leaves its shapes open", async () => {
  const { stdout } = await runCommand(files, "map", "m.onnx");
  assert.match(stdout, /note: Input "x" leaves dimensions open: 0 \("batch"\)/);
  assert.match(
    stdout,
    /note: Open dimensions count as 1 in 3 activations: the peak is a lower bound/,
  );
});

Deno.test("map --batch and --shape close the dimensions of an ONNX file", async () => {
  const bytes = (batch: number) => 4 * batch * (4 * 36 + 4 * 36);
  const one = await jsonOf(files, "map", "m.onnx", "--batch", "1");
  assert.equal(one.peak, Math.max(bytes(1), 4 * (3 * 64 + 4 * 36)));
  assert.equal(one.notes, undefined);
  const two = await jsonOf(files, "map", "m.onnx", "--shape", "x=2,3,8,8");
  assert.equal(two.peak, 2 * one.peak);
  const { error } = await runCommand(files, "map", "m.onnx", "--value", "z=1");
  assert.equal(
    error?.message,
    'Cannot set the numbers of an input: inputs are ["x"], not "z"',
  );
});

Deno.test("map --fuse and --dtype say which view they show", async () => {
  const args = ["map", "m.onnx", "--batch", "1", "--fuse", "--dtype", "int8"];
  const view = await jsonOf(files, ...args);
  assert.equal(view.operators, 1);
  assert.equal(view.peak, 3 * 64 + 4 * 36);
  assert.deepEqual(view.notes, [
    "View: as if it were quantised to int8; the file is not",
    "View: fused, 1 operator of 2",
  ]);
  const { stdout } = await runCommand(files, ...args);
  assert.match(stdout, /note: View: fused, 1 operator of 2/);
});

Deno.test("commands of TFLM say that they cannot tell for an ONNX file", async () => {
  for (const args of [["run"], ["check", "--arena", "9K"], ["selftest"], ["plan", "--check"]]) {
    const { error } = await runCommand(files, ...args, "m.onnx");
    assert.match(
      error!.message,
      /^Cannot .* m\.onnx: a \.tflite file wanted, onnx came; tmm arena/,
    );
  }
  const plan = await jsonOf(files, "plan", "m.onnx");
  assert.ok(plan.arena > 0);
});

Deno.test("arena gives a generic number for a file that TFLM does not run", async () => {
  const bytes = 4 * 2 * 4 * 36;
  const { stdout } = await runCommand(files, "arena", "m.onnx", "--batch", "2");
  assert.match(stdout, /^TFLM runs \.tflite files, not onnx: a generic number/);
  assert.match(stdout, /arena in the order of the file {2}2,688 {2}2\.63 KiB/);
  const { format, arena, planned, exact } = await jsonOf(files, "arena", "m.onnx", "--batch", "2");
  assert.deepEqual([format, exact], ["onnx", false]);
  assert.ok(planned <= arena && arena >= bytes);
});

Deno.test("optimize writes nothing where a format cannot carry a plan that gains", async () => {
  const fork = {
    tensors: ["x", "a", "b", "p", "q", "y"].map((name, i) => ({
      name,
      bytes: [8, 99, 99, 4, 4, 8][i],
    })),
    ops: [
      { type: "A", inputs: [0], outputs: [1] },
      { type: "B", inputs: [0], outputs: [2] },
      { type: "C", inputs: [1], outputs: [3] },
      { type: "C", inputs: [2], outputs: [4] },
      { type: "D", inputs: [3, 4], outputs: [5] },
    ],
    inputs: [0],
    outputs: [5],
  };
  const graphs = { "g.json": new TextEncoder().encode(JSON.stringify(fork)) };
  const { error, files: written } = await runCommand(graphs, "optimize", "g.json", "-o", "h.json");
  assert.match(error!.message, /^Cannot write the plan: .* wanted, graph-json came; without -o/);
  assert.ok(!written.has("h.json"));
});

Deno.test("a folder is told from a file, with what can be read in it", async () => {
  const cases: [string, string][] = [
    ["saved/saved_model.pb", "name the file, such as saved/saved_model.pb"],
    ["saved/Data/com.apple.CoreML/model.mlmodel", "it holds a CoreML model: take the .onnx or "],
    ["saved/notes.txt", "no model is in it"],
  ];
  for (const [file, advice] of cases) {
    const { error } = await runCommand({ [file]: model }, "map", "saved");
    const wanted = `Cannot read saved: a file wanted, a folder came; ${advice}`;
    assert.ok(error!.message.startsWith(wanted), error!.message);
  }
});

Deno.test("optimize plans for given inputs, which a .tflite file has in itself", async () => {
  const { stdout, error } = await runCommand(files, "optimize", "m.onnx", "--batch", "2");
  assert.equal(error, undefined);
  assert.match(stdout, /Nothing to gain/);
  const open = await runCommand(files, "optimize", "m.onnx");
  assert.match(open.stdout, /note: Input "x" leaves dimensions open/);
  const tflite = zoo.find(({ id }) => id === "C")!.build({ weights: "none" });
  const refused = await runCommand({ "m.tflite": tflite }, "optimize", "m.tflite", "--batch", "2");
  assert.equal(
    refused.error?.message,
    "Cannot optimize for other inputs: a format that leaves them open, not tflite",
  );
});
