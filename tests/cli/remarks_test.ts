import assert from "node:assert/strict";
import { NotMet } from "../../lib/cli/mod.ts";
import { zoo } from "../../mod.ts";
import { corpus, corpusTest } from "../corpus.ts";
import { graph, input, node, onnxFile, output } from "../formats/onnx/tiny_onnx.ts";
import { runCommand } from "./memory_io.ts";

Deno.test("fit and optimize say of a format that TFLM does not run that the number is generic", async () => {
  const relu = graph(input("x", [1, 8]), node("Relu", ["x"], ["y"]), output("y"));
  for (const command of ["fit", "optimize"]) {
    const { stdout } = await runCommand({ "m.onnx": onnxFile(relu) }, command, "m.onnx");
    assert.match(stdout, /TFLM runs \.tflite files, not onnx: a generic number/);
  }
});

Deno.test("fit advises bands only where SRAM is all that is missing", async () => {
  const files = { "m.tflite": zoo[0].build({ weights: "zeros" }) };
  const errorOf = async (board: string) =>
    (await runCommand(files, "fit", "m.tflite", "--board", board)).error?.message;
  assert.equal(await errorOf("uno"), "does not fit uno"); // nor its 32 KiB of flash
  assert.match(
    (await errorOf("teensy41"))!,
    /^does not fit teensy41; tmm optimize m\.tflite --board/,
  );
});

corpusTest(
  "a model that TFLM does not load fails the check and has no arena to paste",
  async () => {
    const path = `${corpus}/models/tflite/A_mobilenet_v1_0.25_128_quant.tflite`;
    const files = { "m.tflite": await Deno.readFile(path) };
    const check = ["check", "m.tflite", "--arena", "2M"];
    for (const args of [check, ["fit", "m.tflite"], ["arena", "m.tflite"]]) {
      const { stdout } = await runCommand(files, ...args);
      assert.match(stdout, /^TFLM does not load the model: its CONV_2D takes/m);
      assert.doesNotMatch(stdout, /At least, because|tensor_arena\[|^fits:/m);
    }
    const { stdout, error } = await runCommand(files, ...check, "--json", "-");
    const { ok, loads, reasons } = JSON.parse(stdout);
    assert.deepEqual([ok, loads, reasons.length > 0], [false, false, true]);
    assert.ok(error && !(error instanceof NotMet)); // exit code 1, however large the arena is
    assert.equal(error.message, "m.tflite fails the check: TFLM does not load it");
  },
);

Deno.test("what cannot be read or shown is named: which of two files, a list that is none, operators", async () => {
  const files = { "m.tflite": zoo[0].build({ weights: "none" }), "empty.tflite": new Uint8Array() };
  const messageOf = async (...args: string[]) => (await runCommand(files, ...args)).error?.message;
  const unread = await messageOf("verify", "m.tflite", "empty.tflite");
  assert.match(unread!, /^Cannot read empty\.tflite at byte 0: expected .*, found an empty file$/);
  const unlisted = await messageOf("sweep", "m.tflite", "-o", "r.jsonl");
  assert.equal(unlisted, "Cannot sweep m.tflite: a folder or a list of paths wanted, bytes came");
  const beyond = await messageOf("map", "m.tflite", "--ops", "40-50");
  assert.equal(beyond, "Cannot show operators: a first below 31 wanted, 40 came");
});

corpusTest(
  "a plan that breaks rules is a line for each, and what cannot run is called not proven",
  async () => {
    const models = `${corpus}/models/tflite`;
    const planned = { "m.tflite": await Deno.readFile(`${models}/tflm_person_detect_vela.tflite`) };
    const { stdout, error } = await runCommand(planned, "plan", "m.tflite", "--check");
    assert.match(stdout, /^(Tensor \d .* while both are live\n){2,}$/);
    assert.equal(error?.message, "the plan in m.tflite breaks rules");
    const strange = {
      "m.tflite": await Deno.readFile(`${models}/ID_detector_19_subgraphs.tflite`),
    };
    const verified = await runCommand(strange, "verify", "m.tflite", "m.tflite");
    const wanted = "m.tflite is not proven to compute what m.tflite does";
    assert.equal(verified.error?.message, wanted);
  },
);
