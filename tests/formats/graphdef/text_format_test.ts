import assert from "node:assert/strict";
import { FormatError, load } from "../../../lib/formats/mod.ts";
import { DEFAULT_LIMITS } from "../../../lib/formats/mod.ts";
import { parseTextMessage } from "../../../lib/formats/graphdef/text_format.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => ({ ...parseTextMessage("graphdef", text, DEFAULT_LIMITS) });

Deno.test("text messages: fields, lists, nested messages, comments, escapes, texts in pieces", () => {
  assert.deepEqual(parse("a: 1 b { } # end"), { a: ["1"], b: [Object.create(null)] });
  assert.deepEqual(parse("a: [1, -2.5e+3, inf] a: 0x1F;"), { a: ["1", "-2.5e+3", "inf", "0x1F"] });
  assert.deepEqual(parse(`s: "a\\n\\101\\x42\\"" 'c'`), { s: [bytesOf('a\nAB"c')] });
  assert.deepEqual(parse('b: "\\315\\314"'), { b: [Uint8Array.of(0o315, 0o314)] });
  assert.deepEqual(parse("m < n: T >"), { m: [Object.assign(Object.create(null), { n: ["T"] })] });
});

Deno.test("broken texts say the line", () => {
  const cases: [string, string][] = [
    ["node {\n  name:", "line 2: expected more, found the end"],
    ["node {\n  name: }", 'line 2: expected a value, found "}"'],
    ['node {\n\n  name: "x', "line 3: expected a text that ends in its line, found none"],
    ["node {} }", 'line 1: expected the name of a field, found "}"'],
    ["node { ! }", 'line 1: expected a field, found "! }"'],
    ["node { op: {} }", "node[0].op: expected a text, found an object"],
    ["node { input { } }", "node[0].input[0]: expected a text, found an object"],
    [
      "node { attr { value { type: DT_TOMORROW } } }",
      'node[0].attr[0].value.type: expected the name of a type, found "DT_TOMORROW"',
    ],
    [
      `node ${"{ a ".repeat(110)}`,
      "line 1: expected at most 100 calls, graphs or messages inside each other, none in itself " +
      '(limit "depth", which can be raised), found more',
    ],
  ];
  for (const [text, wanted] of cases) {
    assert.throws(() => load(bytesOf(text)), (error) => {
      assert.ok(error instanceof FormatError, text);
      assert.equal(error.message, `Cannot read the graphdef file at ${wanted}`);
      return true;
    });
  }
});

Deno.test("a message in the place of a flag is named", () => {
  assert.throws(
    () => load(bytesOf('node { name: "x" op: "Abs" attr { key: "t" value { b { s: "x" } } } }')),
    /node\[0\]\.attr\[0\]\.value\.b: expected true or false, found an object/,
  );
});

Deno.test("a graph as text is the graph", () => {
  const model = load(bytesOf(`
    # Written by hand
    node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } }
      attr { key: "shape" value { shape { dim { size: 1 } dim { size: 4 } dim { size: -1 } } } } }
    node { name: "r" op: "Const" attr { key: "value" value { tensor {
      dtype: DT_INT32 tensor_shape { dim { size: 2 } } int_val: 2 int_val: -1 } } } }
    node { name: "h" op: "Const" attr { key: "value" value { tensor {
      dtype: DT_FLOAT tensor_shape { } tensor_content: "\\000\\000\\000?" } } } }
    node { name: "y" op: "Reshape" input: "x" input: "r" }
    node { name: "z" op: "Mul" input: ["y", "h"] }
    versions { producer: 27 }`));
  const [graph] = model.graphs;
  assert.deepEqual(graph.operators.map(({ type }) => type), ["Reshape", "Mul"]);
  assert.deepEqual(graph.tensors.map(({ name, shape }) => `${name}[${shape}]`), [
    "x[1,4,1]",
    "r[2]",
    "h[]",
    "y[2,1]",
    "z[2,1]",
  ]);
  assert.deepEqual(graph.tensors[4].shapeSignature, [2, -1]);
});
