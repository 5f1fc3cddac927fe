import assert from "node:assert/strict";
import { basename } from "node:path";
import { corpusFiles, corpusTest } from "../../corpus.ts";
import { corpusOnnx } from "./corpus_inputs.ts";

/** What stops the shapes of a file: per note, what it is about. Files that are not listed resolve. */
const STOPS: Readonly<Record<string, readonly RegExp[]>> = {
  // A sequence that grows with each pass.
  "onnx_node_test_loop16_seq_none.onnx": [
    /^Input "opt_seq" is of kind optional/,
    /^Shapes stop at graph 1, operators\[3\] \(If "sequence"\)/,
    /^Shapes stop at graph 1, operators\[6\] \(Slice "slice_out"\)/,
  ],
};

corpusTest(
  "all activation shapes of the ONNX files are known, or it is named what stops them",
  () => {
    const files = corpusFiles("models/onnx", ".onnx").map((file) => basename(file));
    assert.equal(files.length, 27);
    let [activations, open, resolved] = [0, 0, 0];
    for (const name of files) {
      const { graphs, notes } = corpusOnnx(name);
      const computed = graphs.flatMap(({ tensors }) =>
        tensors.filter(({ role }) => role === "activation")
      );
      const unknown = computed.filter(({ shapeSignature }) => shapeSignature !== undefined);
      activations += computed.length;
      open += unknown.length;
      const stops = STOPS[name] ?? [];
      assert.equal(unknown.length > 0, stops.length > 0, name);
      resolved += unknown.length === 0 ? 1 : 0;
      stops.forEach((stop, i) => assert.match(notes[i], stop, name));
    }
    assert.ok(resolved >= 0.95 * files.length, `${resolved} of ${files.length} files`);
    assert.ok(open / activations < 0.005, `${open} of ${activations} are open`);
  },
);

corpusTest("open dimensions of the inputs are named", () => {
  const expected: [string, string][] = [
    [
      "ch_ppocr_mobile_v2.0_cls.onnx",
      'Input "x" leaves dimensions open: 0 ("p2o.DynamicDimension.0"), ' +
      '2 ("p2o.DynamicDimension.1"), 3 ("p2o.DynamicDimension.2")',
    ],
    ["silero_vad_v5.onnx", 'Input "input" leaves dimensions open: 0, 1'],
    ["super_resolution.onnx", 'Input "input" leaves dimensions open: 0 ("batch_size")'],
  ];
  for (const [name, note] of expected) assert.equal(corpusOnnx(name, {}).notes[0], note, name);
});

corpusTest("constants of ONNX files are views of the file", () => {
  const { bytes, graphs: [{ tensors }] } = corpusOnnx("ultraface_RFB_320.onnx");
  const weights = tensors.filter(({ data }) => data !== undefined);
  assert.ok(weights.length > 100);
  for (const { data } of weights) assert.equal(data!.buffer, bytes.buffer);
});
