import assert from "node:assert/strict";
import { parseOnnx } from "../../lib/formats/mod.ts";
import { macsOf } from "../../lib/operators/mod.ts";
import { inLiteWords } from "../../lib/rewrite/mod.ts";
import {
  declared,
  graph,
  input,
  node,
  onnxFile,
  output,
  zeros,
} from "../formats/onnx/tiny_onnx.ts";
import { twins } from "./twins.ts";

Deno.test("inLiteWords() has the operators and images of the converted twin", () => {
  const { tflite, onnx } = twins();
  const [view, twin] = [inLiteWords(onnx)!, tflite.graphs[0]];
  assert.deepEqual(
    view.operators.map(({ type }) => type.replace("LEAKY_", "")),
    twin.operators.map(({ type }) => type),
  );
  view.operators.forEach(({ type, outputs, attributes }, o) => {
    const other = twin.operators[o];
    assert.deepEqual(view.tensors[outputs[0]].shape, twin.tensors[other.outputs[0]].shape, type);
    for (const name of ["stride_h", "stride_w", "filter_height", "axis"]) {
      assert.equal(attributes[name], other.attributes[name], `${type} ${name}`);
    }
  });
  assert.deepEqual(macsOf(view).operators, macsOf(twin).operators);
});

Deno.test("operators that do not say what a translation needs keep their names", () => {
  const strange = onnxFile(graph(
    input("x", [1, 3, 8, 8]),
    node("MaxPool", ["x"], ["a"], { kernel_shape: 3 }),
    node("Conv", ["a"], ["b"]),
    zeros("w", 3),
    node("Conv", ["b", "w"], ["c"], { strides: [1, 1, 1] }),
    node("Concat", ["c", "c"], ["y"], { axis: "none" }),
    ...["a", "b", "c"].map((name) => declared(name, [1, 3, 8, 8])),
    output("y", [1, 6, 8, 8]),
  ));
  const types = ["MaxPool", "Conv", "Conv", "Concat"];
  assert.deepEqual(inLiteWords(parseOnnx(strange))!.operators.map(({ type }) => type), types);
});
