import assert from "node:assert/strict";
import { load, parseOnnx } from "../../lib/formats/mod.ts";
import type { Graph, Model } from "../../lib/graph/mod.ts";
import { macsOf } from "../../lib/operators/mod.ts";
import { inLiteWords } from "../../lib/rewrite/mod.ts";
import {
  constant,
  graphFile,
  INT32,
  int32s,
  node as tf,
  placeholder,
  weights,
} from "../formats/graphdef/tiny_graph.ts";
import {
  declared,
  graph,
  input,
  int64s,
  node,
  onnxFile,
  output,
  zeroBytes,
  zeros,
} from "../formats/onnx/tiny_onnx.ts";
import { bytes } from "../formats/protobuf_writer.ts";
import { channelsFirst, converted, exported, quantized } from "./twins.ts";

const TWINS = {
  "an ONNX model": [exported, "float32"],
  "an ONNX model of QLinear operators": [quantized, "int8"],
  "a TensorFlow graph with channels first": [channelsFirst, "float32"],
} as const;

for (const [name, [build, dtype]] of Object.entries(TWINS)) {
  Deno.test(`inLiteWords() of ${name} has the operators and images of the converted twin`, () => {
    const [view, twin] = [inLiteWords(build())!, converted(dtype).graphs[0]];
    // A transposition that has nothing to do is not there at all once it is converted.
    const kept = view.operators.filter(({ type }) => type !== "RESHAPE");
    assert.deepEqual(
      kept.map(({ type }) => type.replace("LEAKY_", "")),
      twin.operators.map(({ type }) => type),
    );
    kept.forEach(({ type, outputs, attributes }, o) => {
      const other = twin.operators[o];
      const [image, twinImage] = [view.tensors[outputs[0]], twin.tensors[other.outputs[0]]];
      assert.deepEqual([image.shape, image.dtype], [twinImage.shape, twinImage.dtype], type);
      for (const name of ["stride_h", "stride_w", "filter_height", "axis"]) {
        assert.equal(attributes[name], other.attributes[name], `${type} ${name}`);
      }
    });
    const macs = macsOf(view).operators.filter((_, o) => view.operators[o].type !== "RESHAPE");
    assert.deepEqual(macs, macsOf(twin).operators);
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

Deno.test("inLiteWords() turns what belongs to an image with channels first, and no other", () => {
  const first = { data_format: "NCHW", padding: "SAME", strides: [1, 1, 1, 1] };
  const { operators, tensors } = inLiteWords(load(graphFile(
    placeholder("x", 1, 3, 8, 6),
    weights("k", 1, 3, 1, 1),
    tf("m", "Mul", ["x", "k"]),
    weights("w", 3, 3, 3, 4),
    tf("c", "Conv2D", ["m", "w"], first),
    weights("b", 8, 6),
    tf("s", "Sub", ["c", "b"]),
    int32s("order", 0, 3, 2, 1),
    tf("t", "Transpose", ["s", "order"]),
    // Rows of 8 x 6 values, four of them: an image with channels last to this operator.
    weights("v", 1, 1, 6, 2),
    tf("y", "Conv2D", ["s", "v"], { ...first, data_format: "NHWC" }),
  )))!;
  const shapes = operators.map(({ type, inputs, outputs }) =>
    [type, ...[...inputs, ...outputs].map((id) => tensors[id].shape.join("x"))].join(" ")
  );
  assert.deepEqual(shapes, [
    "MUL 1x8x6x3 1x1x1x3 1x8x6x3",
    "CONV_2D 1x8x6x3 4x3x3x3 1x8x6x4",
    "SUB 1x8x6x4 1x8x6x1 1x8x6x4",
    "Transpose 1x8x6x4 4 1x6x8x4",
    "Conv2D 1x8x6x4 1x1x6x2 1x4x8x2",
  ]);
});

/** The margins of each PAD of a view. */
function margins(model: Model): string[] {
  const { operators, tensors } = inLiteWords(model)!;
  return operators.filter(({ type }) => type === "PAD").map(({ inputs }) =>
    String(new Int32Array(tensors[inputs[1]].data!.slice().buffer))
  );
}

Deno.test("inLiteWords() tells margins by dimensions with channels last", () => {
  const [x, sizes] = [input("x", [1, 3, 8, 8]), [0, 0, 1, 2, 0, 0, 3, 4]];
  const pad = (inputs: string[], settings = {}) =>
    parseOnnx(onnxFile(graph(
      x,
      int64s("sizes", sizes),
      int64s("axes", [0, 1, 2, 3]),
      node("Pad", inputs, ["p"], settings),
      node("Sum", ["p", "p"], ["y"]),
      output("y", [1, 3, 12, 14]),
    )));
  const turned = ["0,0,1,3,2,4,0,0"];
  assert.deepEqual(margins(pad(["x", "sizes"])), turned);
  assert.deepEqual(margins(pad(["x"], { pads: sizes })), turned);
  assert.deepEqual(margins(pad(["x", "sizes"], { mode: "reflect" })), []);
  assert.deepEqual(margins(pad(["x", "sizes", "", "axes"])), []);
  assert.deepEqual(margins(pad(["x", "x"])), []);
  const last = inLiteWords(pad(["x", "sizes"]))!.operators.map(({ type }) => type);
  assert.deepEqual(last, ["PAD", "ADD"]);
  const numbers = Int32Array.of(0, 0, 0, 0, 1, 2, 3, 4);
  const paddings = constant("k", INT32, [4, 2], bytes(4, new Uint8Array(numbers.buffer)));
  const [image, by] = [placeholder("x", 1, 3, 8, 8), tf("p", "Pad", ["x", "k"])];
  const conv = ["NCHW", "NHWC"].map((format) => [
    weights("w", 3, 3, format === "NCHW" ? 3 : 15, 4),
    tf("y", "Conv2D", ["p", "w"], { data_format: format, padding: "VALID", strides: [1, 1, 1, 1] }),
  ]);
  const told = conv.map((reader) => margins(load(graphFile(image, paddings, by, ...reader))));
  assert.deepEqual(told, [["0,0,1,2,3,4,0,0"], ["0,0,0,0,1,2,3,4"]]);
});

Deno.test("inLiteWords() tells how images are resized", () => {
  const onnx = (type: string, settings = {}, sizes = [1, 3, 16, 24]) =>
    inLiteWords(parseOnnx(onnxFile(graph(
      input("x", [1, 3, 8, 6]),
      int64s("sizes", sizes),
      node(type, type === "Resize" ? ["x", "", "", "sizes"] : ["x", "sizes"], ["y"], settings),
      output("y", sizes),
    ))))!;
  const tf2 = (type: string, settings = {}) =>
    inLiteWords(load(graphFile(
      placeholder("x", 1, 8, 6, 3),
      int32s("size", 16, 24),
      tf("y", type, ["x", "size"], settings),
    )))!;
  const toldOf = ({ operators: [{ type, inputs, attributes }], tensors }: Graph) => {
    const size = tensors[inputs[1]]?.data?.slice() ?? new Uint8Array();
    return [type, ...new Int32Array(size.buffer), ...Object.values(attributes)].join(" ");
  };
  const mode = "coordinate_transformation_mode";
  assert.equal(
    toldOf(onnx("Resize", { mode: "linear" })),
    "RESIZE_BILINEAR 16 24 false true",
  );
  assert.equal(
    toldOf(onnx("Resize", { mode: "linear", [mode]: "align_corners" })),
    "RESIZE_BILINEAR 16 24 true false",
  );
  assert.equal(
    toldOf(onnx("Upsample", {}, [1, 1, 2, 4])),
    "RESIZE_NEAREST_NEIGHBOR 16 24 false false",
  );
  assert.match(toldOf(onnx("Resize", { mode: "cubic" })), /^Resize/);
  assert.match(toldOf(onnx("Resize", { [mode]: "tf_crop_and_resize" })), /^Resize/);
  assert.match(toldOf(onnx("Resize", {}, [1, 6, 16, 24])), /^Resize/);
  assert.equal(
    toldOf(tf2("ResizeBilinear", { half_pixel_centers: true })),
    "RESIZE_BILINEAR 16 24 false true",
  );
  assert.equal(toldOf(tf2("ResizeNearestNeighbor")), "RESIZE_NEAREST_NEIGHBOR 16 24 false false");
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
