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
  zeroBytes,
  zeros,
} from "../formats/onnx/tiny_onnx.ts";
import { converted, exported, quantized } from "./twins.ts";

const TWINS = {
  "an ONNX model": [exported, "float32"],
  "an ONNX model of QLinear operators": [quantized, "int8"],
} as const;

for (const [name, [build, dtype]] of Object.entries(TWINS)) {
  Deno.test(`inLiteWords() of ${name} has the operators and images of the converted twin`, () => {
    const [view, twin] = [inLiteWords(build())!, converted(dtype).graphs[0]];
    assert.deepEqual(
      view.operators.map(({ type }) => type.replace("LEAKY_", "")),
      twin.operators.map(({ type }) => type),
    );
    view.operators.forEach(({ type, outputs, attributes }, o) => {
      const other = twin.operators[o];
      const [image, twinImage] = [view.tensors[outputs[0]], twin.tensors[other.outputs[0]]];
      assert.deepEqual([image.shape, image.dtype], [twinImage.shape, twinImage.dtype], type);
      for (const name of ["stride_h", "stride_w", "filter_height", "axis"]) {
        assert.equal(attributes[name], other.attributes[name], `${type} ${name}`);
      }
    });
    assert.deepEqual(macsOf(view).operators, macsOf(twin).operators);
  });
}

/** Type and type of numbers of each operator of the view. */
function told(...fields: Uint8Array[]): string[] {
  const { operators, tensors } = inLiteWords(parseOnnx(onnxFile(graph(...fields))))!;
  return operators.map(({ type, outputs }) => `${type} ${tensors[outputs[0]].dtype}`);
}

Deno.test("inLiteWords() knows operators between quantisers, and those of integers", () => {
  const stored = (real: string, name: string) => node("QuantizeLinear", [real, "scale"], [name]);
  const real = (name: string, made: string) => node("DequantizeLinear", [name, "scale"], [made]);
  const of = (name: string) => [name, "scale", "zero"];
  const types = told(
    input("x", [1, 4, 8, 8]),
    zeros("scale"),
    zeroBytes("zero"),
    stored("x", "xq"),
    real("xq", "xr"),
    zeros("w", 4, 4, 1, 1),
    node("Conv", ["xr", "w"], ["c"]),
    node("Relu", ["c"], ["r"]),
    stored("r", "rq"),
    real("rq", "a"),
    node("Add", ["a", "xr"], ["s"]),
    stored("s", "sq"),
    node("com.microsoft:QLinearSigmoid", [...of("sq"), "scale", "zero"], ["g"]),
    node("com.microsoft:QLinearMul", [...of("g"), ...of("sq"), "scale", "zero"], ["m"]),
    real("m", "y"),
    output("y", [1, 4, 8, 8]),
  );
  const inner = ["CONV_2D", "ADD", "LOGISTIC", "MUL"].map((type) => `${type} int8`);
  assert.deepEqual(types, ["QUANTIZE int8", ...inner, "DEQUANTIZE float32"]);
});

Deno.test("a convolution by filters that are computed keeps its name", () => {
  const [x, w] = [input("x", [1, 4, 8, 8]), input("w", [4, 1, 3, 3])];
  const conv = node("Conv", ["x", "w"], ["y"], { group: 4 });
  assert.deepEqual(told(x, w, conv, output("y", [1, 4, 6, 6])), ["Conv float32"]);
});

Deno.test("operators that do not say what a translation needs keep their names", () => {
  const types = told(
    input("x", [1, 3, 8, 8]),
    node("MaxPool", ["x"], ["a"], { kernel_shape: 3 }),
    node("Conv", ["a"], ["b"]),
    zeros("w", 3),
    node("Conv", ["b", "w"], ["c"], { strides: [1, 1, 1] }),
    node("Concat", ["c", "c"], ["y"], { axis: "none" }),
    ...["a", "b", "c"].map((name) => declared(name, [1, 3, 8, 8])),
    output("y", [1, 6, 8, 8]),
  );
  assert.deepEqual(types, ["MaxPool", "Conv", "Conv", "Concat"].map((type) => `${type} float32`));
});
