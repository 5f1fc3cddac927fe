/** Valid protocol buffers, and graphs in their text form, to change. */

import { bytes, integer, joined, message, text } from "../formats/protobuf_writer.ts";
import * as graphdef from "../formats/graphdef/tiny_graph.ts";
import * as onnx from "../formats/onnx/tiny_onnx.ts";

/** ONNX: shapes that are computed, a loop, branches, functions, odd tensors. */
export function onnxFiles(): Uint8Array[] {
  const { graph, input, int64s, node, onnxFile, output, zeros } = onnx;
  const shaped = graph(
    input("x", [1, 3, 8, 8]),
    zeros("w", 4, 3, 3, 3),
    node("Conv", ["x", "w"], ["c"], { pads: [1, 1, 1, 1], strides: [2, 2] }),
    node("Shape", ["c"], ["s"]),
    int64s("i", [0], true),
    node("Gather", ["s", "i"], ["n"]),
    int64s("rest", [-1]),
    node("Concat", ["n", "rest"], ["r"], { axis: 0 }),
    node("Reshape", ["c", "r"], ["y"]),
    output("y"),
  );
  const branch = (type: string) => graph(node(type, ["x"], ["t"]), output("t"));
  const body = graph(
    ...[input("n", [], onnx.INT64), input("go", [], onnx.BOOL), input("v", [2])],
    ...[node("Identity", ["go"], ["more"]), node("Neg", ["v"], ["u"])],
    ...[output("more"), output("u"), output("v")],
  );
  const flow = graph(
    ...[input("x", [2]), input("c", [], onnx.BOOL), int64s("trips", [3])],
    node("If", ["c"], ["a"], { then_branch: branch("Abs"), else_branch: branch("Exp") }),
    node("Loop", ["trips", "c", "a"], ["b", "all"], { body }),
    node("SequenceConstruct", ["b", "b"], ["list"]),
    node("ConcatFromSequence", ["list"], ["y"], { axis: 0 }),
    ...[output("y"), output("all")],
  );
  const double = message(
    25,
    ...[text(1, "Double"), text(10, "my"), text(4, "a"), text(5, "b"), text(6, "by")],
    node("Scale", ["a"], ["t"], { by: 2 }, 7),
    node("Add", ["t", "a"], ["b"], {}, 7),
  );
  const calling = graph(
    input("x", ["batch", 3]),
    node("my:Double", ["x"], ["d"]),
    node("Constant", [], ["k"], { value_floats: [1, 2, 3] }),
    node("Mul", ["d", "k"], ["y"]),
    output("y", ["batch", 3]),
  );
  const external = onnx.tensor(
    "e",
    [4],
    onnx.FLOAT,
    integer(14, 1),
    message(13, text(1, "location")),
  );
  return [
    onnx.diamond(),
    onnxFile(shaped),
    onnxFile(flow),
    onnxFile(calling, { more: [double] }),
    onnxFile(
      graph(bytes(5, external), input("x", [4]), node("Add", ["x", "e"], ["y"]), output("y")),
    ),
  ];
}

/** Frozen graphs: computed shapes, functions, branches, loops of single nodes; a saved model. */
export function graphdefFiles(): Uint8Array[] {
  const { call, definition, graphFile, INT32, int32, int32s, library, node, placeholder } =
    graphdef;
  const { shape, type } = graphdef;
  const computed = graphFile(
    placeholder("x", 2, 8, 8, 3),
    node("shape", "Shape", ["x"], { out_type: type(INT32) }),
    ...[int32s("from", 0), int32s("to", 1), int32s("step", 1), int32("rest", -1)],
    node("first", "StridedSlice", ["shape", "from", "to", "step"], { shrink_axis_mask: 1 }),
    node("target", "Pack", ["first", "rest"]),
    node("pool", "MaxPool", ["x"], {
      ksize: [1, 2, 2, 1],
      strides: [1, 2, 2, 1],
      padding: "VALID",
    }),
    node("flat", "Reshape", ["pool", "target"]),
    node("parts", "Split", ["axis", "flat"], { num_split: 2 }),
    int32("axis", 1),
    node("y", "If", ["flag", "parts:1"], { then_branch: call("f"), else_branch: call("f") }),
    node("flag", "Placeholder", [], { dtype: type(graphdef.BOOL), shape: shape() }),
    node("z", "f", ["y"]),
    library(definition("f", ["a"], { r: "n:y:0" }, node("n", "Neg", ["a"], {}, 3))),
  );
  const loop = graphFile(
    placeholder("x", 4),
    node("enter", "Enter", ["x"], { frame_name: "f" }),
    node("merge", "Merge", ["enter", "next"]),
    node("test", "Less", ["merge", "merge"]),
    node("cond", "LoopCond", ["test"]),
    node("switch", "Switch", ["merge", "cond"]),
    node("body", "Neg", ["switch:1"]),
    node("next", "NextIteration", ["body"]),
    node("exit", "Exit", ["switch"]),
  );
  const info = message(2, text(1, "sum:0"));
  const signature = message(
    5,
    text(1, "serving_default"),
    message(2, message(2, text(1, "y"), info)),
  );
  const saved = joined([
    integer(1, 1),
    message(2, bytes(2, graphdef.diamond()), signature),
  ]);
  return [graphdef.diamond(), computed, loop, saved];
}

/** The text form of frozen graphs. */
export function graphTexts(): Uint8Array[] {
  const text = `# a graph\nnode { name: "x" op: "Placeholder"
  attr { key: "dtype" value { type: DT_FLOAT } }
  attr { key: "shape" value { shape { dim { size: 1 } dim { size: -1 } } } } }
node { name: "c" op: "Const" attr { key: "dtype" value { type: DT_INT32 } }
  attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { dim { size: 2 } }
    int_val: [1, 2] } } } }
node { name: "w" op: "Const" attr { key: "value" value { tensor { dtype: DT_FLOAT
  tensor_shape { } tensor_content: "\\000\\000\\200?" } } } }
node { name: "y" op: "Reshape" input: "x" input: "c" }
node { name: "z" op: "MyOp" input: "y" input: "^w" attr { key: "f" value { func { name: "g" } } } }
library { function { signature { name: "g" input_arg { name: "a" type: DT_FLOAT } } } }
versions < producer: 27 >\n`;
  return [new TextEncoder().encode(text)];
}
