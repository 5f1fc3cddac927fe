import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { errorLine } from "../../lib/cli/mod.ts";
import { int32, table, tables, text } from "../formats/flatbuffer_writer.ts";
import { builtin, operator, RELU, subgraph, tensor, tinyTflite } from "../formats/tiny_tflite.ts";
import * as onnx from "../formats/onnx/tiny_onnx.ts";
import { type Run, runCommand } from "./memory_io.ts";

/** Colours, a cleared screen, a window title, a link, C1 controls, turned text, tags, lines. */
const NAMES = [
  "\x1b[31mred\x1b[2J",
  "\x1b]0;title\x07",
  "\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\",
  "\x9b2J\x90q\x9c",
  "abc\u202ecba\u2066\u200b",
  "\u{e0041}tag",
  "line\r\nbreak\u2028\u2029",
  "=HYPERLINK(1)",
  "+1",
  "-1+1",
  "@SUM(A1)",
  "\t=1",
  "*/ #error /*",
  "</script><script>x=1</script>",
];

/** A chain of RELU, and one operator of a hostile type; everything that has a name has a hostile one. */
function hostileTflite(isRunnable: boolean): Uint8Array {
  const named = (name: string, id: number) => tables({ 0: text(name), 1: int32(id) });
  const chain = NAMES.map((_, i) =>
    operator(!isRunnable && i === 3 ? 1 : 0, i === 5 ? [i, 0] : [i], [i + 1])
  );
  return tinyTflite({
    codes: [builtin(RELU), { 0: { ...builtin(32) }[0], 1: text(NAMES[0]), 3: int32(32) }],
    subgraphs: [
      subgraph(
        ["x", ...NAMES].map((name) => tensor(name, [1, 64])),
        isRunnable ? chain.map((_, i) => operator(0, [i], [i + 1])) : chain,
        [0],
        [NAMES.length],
        { 4: text(NAMES[1]) },
      ),
    ],
    more: {
      3: text(NAMES[2]),
      6: tables({ 0: text(NAMES[4]), 1: int32(0) }),
      7: tables({ 0: named(NAMES[6], 0), 1: named(NAMES[2], NAMES.length), 2: text(NAMES[3]) }),
      8: table({}),
    },
  });
}

const { graph, input, node, onnxFile, output } = onnx;
const hostileOnnx = onnxFile(graph(
  input(NAMES[0], [2, NAMES[3]]),
  ...NAMES.slice(1).map((name, i) =>
    node(i === 2 ? `${NAMES[3]}:${NAMES[1]}` : "Relu", [NAMES[i]], [name])
  ),
  output(NAMES[NAMES.length - 1]),
));

const files = {
  "a.tflite": hostileTflite(false),
  "b.tflite": hostileTflite(true),
  "c.onnx": hostileOnnx,
};

/** Fails if a text acts on a terminal; ends of lines are allowed. */
function checkPrintable(what: string, shown: string): void {
  const hidden = shown.replaceAll("\n", "").match(/[\p{C}\p{Zl}\p{Zp}]/u);
  assert.equal(hidden, null, `${what} holds U+${hidden?.[0].codePointAt(0)?.toString(16)}`);
}

const COMMANDS = [
  "map a.tflite",
  "map a.tflite --json -",
  "map c.onnx",
  "map c.onnx --json -",
  "inspect a.tflite",
  "inspect c.onnx",
  "arena a.tflite",
  "arena a.tflite --json -",
  "order a.tflite",
  "order c.onnx --json -",
  "plan a.tflite --explain",
  "plan c.onnx --json -",
  "plan b.tflite --check",
  "optimize b.tflite -o o.tflite",
  "optimize b.tflite -o o.tflite --json -",
  "fit a.tflite",
  "check b.tflite --arena 1K",
  "verify a.tflite b.tflite",
  "verify b.tflite a.tflite --json -",
  "selftest a.tflite -o t.h",
  "run b.tflite",
  "map \x1b[2J.tflite",
];

Deno.test("no command lets a name in a file act on the terminal", async () => {
  for (const command of COMMANDS) {
    const { stdout, error } = await runCommand(files, ...command.split(" "));
    checkPrintable(command, stdout);
    if (error) checkPrintable(`the error of ${command}`, errorLine(error));
    if (command.endsWith("--json -") && !error) JSON.parse(stdout);
  }
});

const textOf = ({ files }: Run, path: string) => new TextDecoder().decode(files.get(path));

Deno.test("files that are written hold hostile names as text of their own format", async () => {
  const map = await runCommand(
    files,
    ..."map a.tflite --csv m.csv --svg m.svg --json m.json".split(" "),
  );
  const plan = await runCommand(files, ..."plan a.tflite --csv p.csv --svg p.svg".split(" "));
  for (const [run, path] of [[map, "m.csv"], [plan, "p.csv"]] as const) {
    const csv = textOf(run, path);
    checkPrintable(path, csv);
    for (const row of parse(csv) as string[][]) {
      for (const cell of row) assert.doesNotMatch(cell, /^[=+@\t]|^-\D/, `a formula in ${path}`);
    }
  }
  for (const [run, path] of [[map, "m.svg"], [plan, "p.svg"]] as const) {
    checkPrintable(path, textOf(run, path));
    assert.doesNotMatch(textOf(run, path), /<script/);
  }
  const { steps } = JSON.parse(textOf(map, "m.json")) as { steps: { name: string }[] };
  assert.deepEqual(steps.map(({ name }) => name), NAMES, "JSON keeps names as they are");
  const report = await runCommand(files, "report", "b.tflite", "-o", "r.html");
  checkPrintable("r.html", textOf(report, "r.html"));
  assert.doesNotMatch(textOf(report, "r.html"), /<script>x=1/);
  const test = await runCommand(files, "selftest", "b.tflite", "-o", "t.h");
  const header = textOf(test, "t.h");
  checkPrintable("t.h", header);
  assert.doesNotMatch(header.replaceAll(/\/\*.*?\*\//gs, ""), /#error|\bif\b.*red|x=1/);
});
