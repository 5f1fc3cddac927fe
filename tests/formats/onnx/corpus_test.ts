import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "../../../lib/formats/mod.ts";
import { corpus, corpusTest } from "../../corpus.ts";
import { corpusModel } from "../corpus_models.ts";

corpusTest("a sequence that grows with each pass of a loop stops the shapes", () => {
  const { notes } = corpusModel("onnx/onnx_node_test_loop16_seq_none.onnx").load();
  const stops = [
    /^Input "opt_seq" is of kind optional/,
    /^Shapes stop at graph 1, operators\[3\] \(If "sequence"\)/,
    /^Shapes stop at graph 1, operators\[6\] \(Slice "slice_out"\)/,
  ];
  stops.forEach((stop, i) => assert.match(notes[i], stop));
});

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
  for (const [name, note] of expected) {
    assert.equal(load(readFileSync(join(corpus, "models/onnx", name))).notes[0], note, name);
  }
});

corpusTest("constants of ONNX files are views of the file", () => {
  const { bytes, graphs: [{ tensors }] } = corpusModel("onnx/ultraface_RFB_320.onnx").load();
  const weights = tensors.filter(({ data }) => data !== undefined);
  assert.ok(weights.length > 100);
  for (const { data } of weights) assert.equal(data!.buffer, bytes.buffer);
});
