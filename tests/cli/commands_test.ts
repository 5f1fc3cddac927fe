import assert from "node:assert/strict";
import { NotMet } from "../../lib/cli/mod.ts";
import { evaluationNetworks, load, zoo } from "../../mod.ts";
import { jsonOf, runCommand } from "./memory_io.ts";

const inception = zoo.find((entry) => entry.id === "C")!.build({ weights: "none" });
const files = { "m.tflite": inception };

/** MobileNet V1 with an image that 96 KiB have no room for, unless it is cut into bands. */
const wide = {
  "w.tflite": evaluationNetworks[0].build({ inputSize: 128, width: 0.25, weights: "none" }),
};

const twoBranches = new TextEncoder().encode(JSON.stringify({
  name: "two branches",
  tensors: [10, 50, 5, 40, 8, 1].map((bytes, t) => ({ name: `t${t}`, bytes })),
  ops: [[[0], 1], [[0], 3], [[1], 2], [[3], 4], [[2, 4], 5]].map(([inputs, output]) => ({
    type: "OP",
    inputs,
    outputs: [output],
    inplace: -1,
  })),
  inputs: [0],
  outputs: [5],
}));

Deno.test("map --json - prints the keys of the design and nothing else", async () => {
  const map = await jsonOf(files, "map", "m.tflite");
  for (const key of ["model", "format", "operators", "tensors", "peak", "peakSteps"]) {
    assert.ok(key in map, key);
  }
  for (const key of ["parameterBytes", "macs", "steps"]) assert.ok(key in map, key);
  assert.equal(map.operators, 84);
  assert.equal(map.format, "tflite");
  assert.equal(map.tflm.peak, 1_003_520);
  const asIf = await jsonOf(files, "map", "m.tflite", "--dtype", "int8");
  assert.equal(asIf.tflm, null); // TFLM runs files, not views of them
  for (const { input, output, other, shared, total } of map.steps) {
    assert.equal(input + output + other - shared, total);
  }
  assert.equal(map.peak, Math.max(...map.steps.map((step: { total: number }) => step.total)));
});

Deno.test("map writes one CSV row per operator and a chart, and shows a range of operators", async () => {
  const args = ["--csv", "m.csv", "--svg", "m.svg", "--ops", "0-29"];
  const { files: left, stdout } = await runCommand(files, "map", "m.tflite", ...args);
  const csv = new TextDecoder().decode(left.get("m.csv"));
  assert.equal(csv.trim().split("\n").length, 85);
  assert.match(new TextDecoder().decode(left.get("m.svg")), /^<svg[^>]* xmlns=/);
  assert.match(stdout, /Peak 980 KiB \(1,003,520 bytes\) at MAX_POOL_2D #1 of 84/);
  assert.match(stdout, /54 more operators/);
});

Deno.test("map --shape carries another input shape through the network", async () => {
  const { stdout, error } = await runCommand(files, "inspect", "m.tflite");
  assert.equal(error, undefined);
  const [, name] = stdout.match(/input +"([^"]+)" int8 \[1, 224, 224, 3\]/)!;
  const map = await jsonOf(files, "map", "m.tflite", "--shape", `${name}=2,224,224,3`)
    .catch((error) => error);
  // Twice the batch: every activation doubles, or an operator that fixes the shape is named.
  if (map instanceof Error) assert.match(map.message, /^Cannot infer the shapes from operators\[/);
  else assert.equal(map.peak, 2_007_040);
});

Deno.test("order --json - compares all schedulers, on a model and on a graph of bytes", async () => {
  const graph = await jsonOf({ "g.json": twoBranches }, "order", "g.json");
  assert.deepEqual(Object.keys(graph), ["bound", "schedulers", "best"]);
  assert.equal(graph.bound, 65);
  assert.equal(graph.schedulers.given.peak, 100);
  assert.equal(graph.schedulers.exact.peak, 65);
  assert.equal(graph.schedulers.exact.optimal, true);
  for (const key of ["peak", "loads", "ms", "states", "optimal", "schedule"]) {
    assert.ok(key in graph.schedulers.cheapest_branch, key);
  }
  const model = await jsonOf(files, "order", "m.tflite");
  assert.equal(model.schedulers[model.best].peak, model.bound);
});

Deno.test("optimize --json - prints the keys of the design and writes a file that loads", async () => {
  const { files: left, stdout } = await runCommand(
    files,
    ...[
      "optimize",
      "m.tflite",
      "-o",
      "o.tflite",
      "--kernels",
      "tflm-reference",
      "--no-verify",
      "--json",
      "-",
    ],
  );
  const report = JSON.parse(stdout);
  for (const key of ["kernels", "target", "baseline", "bound", "peak", "arena", "used", "loads"]) {
    assert.ok(key in report, key);
  }
  for (const key of ["macs", "optimal", "schedule", "rewrites", "written"]) {
    assert.ok(key in report, key);
  }
  assert.deepEqual(Object.keys(report.baseline), ["peak", "arena", "used", "loads", "macs"]);
  assert.deepEqual(Object.keys(report.optimal), ["schedule", "placement"]);
  assert.ok(report.bound <= report.arena && report.arena < report.baseline.arena);
  assert.equal(report.written, "o.tflite");
  assert.equal(load(left.get("o.tflite")!).graphs[0].operators.length, 84);
  const arena = await jsonOf({ "o.tflite": left.get("o.tflite")! }, "arena", "o.tflite");
  assert.deepEqual([arena.head, arena.used], [report.arena, report.used]);
});

Deno.test("optimize without -o writes nothing", async () => {
  const { files: left } = await runCommand(files, "optimize", "m.tflite");
  assert.deepEqual([...left.keys()], ["m.tflite"]);
});

Deno.test("optimize writes the file of a missed budget, as its help says", async () => {
  const args = ["m.tflite", "--budget", "1K", "--partial", "off", "-o", "o.tflite"];
  const { error, files: left } = await runCommand(files, "optimize", ...args);
  assert.ok(error instanceof NotMet && left.has("o.tflite"));
  const { stdout } = await runCommand(files, "optimize", "--help");
  assert.match(stdout, /-o, --output <file> +the new file, also where a budget is\s+missed;/);
});

Deno.test("optimize --budget says what is missing and ends with NotMet", async () => {
  const args = ["--budget", "64K", "--partial", "off"];
  const { error, stdout } = await runCommand(files, "optimize", "m.tflite", ...args);
  assert.match(stdout, /^- MAX_POOL_2D 1 +980 KiB +".*" 784 KiB, ".*" 196 KiB$/m);
  assert.ok(error instanceof NotMet);
  assert.match(error.message, /does not fit: [\d,]+ bytes needed, 65,536 there, [\d,]+ missing/);
});

Deno.test("optimize --board takes what the board has for a budget, and its flash", async () => {
  const run = (board: string, ...others: string[]) =>
    runCommand(
      wide,
      "optimize",
      "w.tflite",
      "--board",
      board,
      "-o",
      "o.tflite",
      "--no-verify",
      ...others,
    );
  const fits = await run("microbit-v2", "--json", "r.json");
  assert.equal(fits.error, undefined);
  assert.match(fits.stdout, /microbit-v2 +fits after optimize +[\d.]+ K?i?B to spare/);
  const report = JSON.parse(new TextDecoder().decode(fits.files.get("r.json")));
  assert.ok(report.partial.bands.length > 0);
  const spare = await run("nano33ble");
  assert.match(spare.stdout, /nano33ble +fits as it is/);
  assert.doesNotMatch(spare.stdout, /Choices/); // nothing was missing, so nothing was searched for
  const small = await run("uno", "--time", "1");
  assert.ok(small.error instanceof NotMet);
  assert.match(small.stdout, /The budget is missed by [\d,]+ bytes/);
  const both = await run("uno", "--budget", "64K");
  assert.match(both.error!.message, /'--board <id>' cannot be used with option '--budget <bytes>'/);
});

Deno.test("arena, check and plan have the keys of the design", async () => {
  const arena = await jsonOf(files, "arena", "m.tflite", "--target", "x64");
  for (const key of ["target", "head", "tail", "used", "min", "exact", "reasons"]) {
    assert.ok(key in arena, key);
  }
  assert.equal(arena.used, arena.head + arena.tail);
  const fits = await jsonOf(files, "check", "m.tflite", "--arena", String(arena.used * 2));
  assert.equal(fits.ok, true);
  const tight = await runCommand(files, "check", "m.tflite", "--arena", "1K", "--json", "-");
  assert.equal(JSON.parse(tight.stdout).ok, false);
  assert.ok(tight.error instanceof NotMet);
  const plan = await jsonOf(files, "plan", "m.tflite", "--kernels", "tflm-reference");
  assert.deepEqual(Object.keys(plan).slice(0, 3), ["arena", "bound", "buffers"]);
  const [buffer] = plan.buffers;
  for (const key of ["tensor", "bytes", "start", "end", "offset", "sharesWith"]) {
    assert.ok(key in buffer, key);
  }
});

Deno.test("plan --check accepts what optimize writes and refuses a file without a plan", async () => {
  const { files: left } = await runCommand(
    files,
    ...["optimize", "m.tflite", "-o", "o.tflite", "--kernels", "tflm-reference", "--no-verify"],
  );
  const planned = { "o.tflite": left.get("o.tflite")! };
  assert.deepEqual(await jsonOf(planned, "plan", "o.tflite", "--check"), {
    ok: true,
    violations: [],
  });
  const { error } = await runCommand(files, "plan", "m.tflite", "--check");
  assert.equal(error?.message, "Cannot check the memory plan: the file carries none");
});

Deno.test("bytes are understood as they are shown", async () => {
  for (const arena of ["2097152", "2097152 B", "2048K", "2048kib", "2M", "2.00 MiB"]) {
    assert.equal((await jsonOf(files, "check", "m.tflite", "--arena", arena)).arena, 2 ** 21);
  }
});

Deno.test("bad arguments name what is wanted", async () => {
  const table: [string[], RegExp][] = [
    [["map", "m.tflite", "--ops", "9-3"], /FIRST-LAST wanted/],
    [["map", "m.tflite", "--top", "0"], /a whole number from 1 on wanted/],
    [["map", "m.tflite", "--shape", "x"], /NAME=1,224,224,3 wanted/],
    [["map", "m.tflite", "--shape", "nobody=1,2"], /Cannot set a shape: inputs are/],
    [["check", "m.tflite", "--arena", "many"], /bytes wanted, such as 65536, 64K, 64KiB or 1.5M/],
    [["check", "m.tflite", "--arena", "64KB"], /K is 1024/],
    [["map", "m.tflite", "--chart", "live_ranges"], /neither --svg nor --png came/],
    [["optimize", "m.tflite", "--kernels", "mine"], /Allowed choices are none, portable/],
    [["map", "nobody.tflite"], /Cannot read nobody.tflite: no such file/],
    [["zoo", "Z"], /Cannot find the network "Z": one of/],
  ];
  for (const [args, message] of table) {
    const { error } = await runCommand(files, ...args);
    assert.match(error?.message ?? "no error", message, args.join(" "));
  }
});

Deno.test("--help of each command gives an example", async () => {
  const { stdout } = await runCommand({}, "--help");
  assert.ok(stdout.split("\n").length < 50, "the first help fits a screen");
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[|<| {2})/gm)].map((match) => match[1]);
  assert.ok(commands.length >= 10);
  for (const command of commands) {
    const help = await runCommand({}, command, "--help");
    assert.match(help.stdout, new RegExp(`Example:\n {2}tmm ${command}`));
  }
});

Deno.test("fit says for each board what is to spare, and ends with NotMet where a board is too small", async () => {
  const { boards } = await jsonOf(files, "fit", "m.tflite");
  assert.ok(boards.length > 20);
  for (const key of ["id", "fitsStock", "fitsOptimized", "atLeast", "sramSpare", "flashSpare"]) {
    assert.ok(key in boards[0], key);
  }
  for (const { fitsStock, fitsOptimized } of boards) assert.ok(!fitsStock || fitsOptimized);
  const { error, stdout } = await runCommand(files, "fit", "m.tflite", "--board", "esp32-s3");
  assert.ok(error instanceof NotMet);
  assert.match(stdout, /esp32-s3 +does not fit +[\d.,]+ [KM]iB missing/);
  assert.match(
    error.message,
    /^does not fit esp32-s3; tmm optimize m.tflite --board esp32-s3 looks for/,
  );
});

// MobileNet V1, small enough to run often.
const small = { "s.tflite": evaluationNetworks[0].build({ inputSize: 32, width: 0.25 }) };

Deno.test("verify accepts what optimize writes, and refuses another network", async () => {
  const { files: left, stdout } = await runCommand(
    small,
    ...["optimize", "s.tflite", "--kernels", "tflm-reference", "-o", "o.tflite"],
  );
  assert.match(stdout, /execution: ok, outputs identical/);
  const both = { ...small, "o.tflite": left.get("o.tflite")! };
  const verdict = await jsonOf(both, "verify", "s.tflite", "o.tflite", "--seeds", "1");
  assert.deepEqual(Object.keys(verdict), ["ok", "structure", "plan", "execution"]);
  assert.equal(verdict.ok, true);
  const wrong = await runCommand({ ...both, ...files }, "verify", "m.tflite", "o.tflite");
  assert.match(wrong.stdout, /structure: FAILED/);
  assert.equal(wrong.error?.message, "o.tflite does not compute what m.tflite does");
});

Deno.test("run shows outputs, takes an .npy file or raw bytes, and says what does not fit", async () => {
  const pixels = new Uint8Array(32 * 32 * 3).fill(3);
  const npy = new Uint8Array(128 + pixels.length);
  const header = "{'descr': '|i1', 'fortran_order': False, 'shape': (1, 32, 32, 3), }";
  npy.set(new TextEncoder().encode("\x93NUMPY").subarray(1), 0);
  npy.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  npy.set(new TextEncoder().encode(header.padEnd(117) + "\n"), 10);
  npy.set(pixels, 128);
  const all = { ...small, "x.npy": npy, "x.raw": pixels, "short.raw": pixels.slice(1) };
  const [a, b] = [
    await jsonOf(all, "run", "s.tflite", "--input", "x.npy"),
    await jsonOf(all, "run", "s.tflite", "--input", "x.raw"),
  ];
  assert.equal(a.operators.length, 31);
  assert.deepEqual(a.outputs, b.outputs);
  const { error } = await runCommand(all, "run", "s.tflite", "--input", "short.raw");
  assert.ok(error instanceof RangeError, String(error));
  const { stdout } = await runCommand(all, "run", "s.tflite", "--top", "3");
  assert.match(stdout, /31 operators in [\d.]+ ms on this machine; the slowest:\n(#.*\n){3}$/);
});

Deno.test("selftest writes a C header", async () => {
  const { files: left } = await runCommand(small, "selftest", "s.tflite", "-o", "t.h");
  assert.match(new TextDecoder().decode(left.get("t.h")), /tmm_selftest\(/);
});

Deno.test("optimize writes no bands and no tflm-reference plan that it could not prove", async () => {
  for (const doubted of [["--partial", "auto"], ["--kernels", "tflm-reference"]]) {
    const args = ["optimize", "w.tflite", "-o", "o.tflite", ...doubted];
    const { files: left, error } = await runCommand(wide, ...args); // a file without weights
    assert.match(error?.message ?? "", /^not proven, nothing written .*; structure: /);
    assert.deepEqual([...left.keys()], ["w.tflite"]);
  }
  const whole = { "w.tflite": evaluationNetworks[0].build({ inputSize: 96, width: 0.25 }) };
  const args = ["optimize", "w.tflite", "-o", "o.tflite", "--partial", "auto"];
  const { files: left, stdout } = await runCommand(whole, ...args);
  assert.match(stdout, /^- band: [^]*^execution: ok/m);
  assert.ok(left.has("o.tflite"));
});

Deno.test("plan places the tensors of a graph of bytes", async () => {
  const plan = await jsonOf({ "g.json": twoBranches }, "plan", "g.json");
  assert.equal(plan.bound, 96); // in multiples of 16: p (64) -> q (16) while x (16) waits
});
