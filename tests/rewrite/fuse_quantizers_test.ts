import assert from "node:assert/strict";
import { parseOnnx } from "../../lib/formats/mod.ts";
import { fuse } from "../../lib/rewrite/mod.ts";
import { graph, input, node, onnxFile, output, zeros } from "../formats/onnx/tiny_onnx.ts";

/** The fused view: what each operator reads and makes, by names and types. */
function told(...fields: Uint8Array[]): string[] {
  const { graphs: [{ operators, tensors }] } = fuse(parseOnnx(onnxFile(graph(...fields))));
  const shown = (id: number) => `${tensors[id].name}:${tensors[id].dtype}`;
  return operators.map(({ type, inputs, outputs, attributes }) => {
    const parts = [type, ...(attributes["fused"] ?? []) as string[]].join("+");
    const data = inputs.filter((id) => tensors[id].role === "activation");
    return `${outputs.map(shown)} = ${parts}(${data.map(shown).join(" ")})`;
  });
}

const scale = zeros("scale");
const x = input("x", [1, 4, 8, 8]);
const stored = (real: string, name: string) => node("QuantizeLinear", [real, "scale"], [name]);
const real = (name: string, made: string) => node("DequantizeLinear", [name, "scale"], [made]);

Deno.test("fuse() makes an integer operator of what stands between dequantised and quantised", () => {
  const fields = [
    x,
    scale,
    stored("x", "xq"),
    real("xq", "xr"),
    zeros("w", 4, 4, 1, 1),
    node("Conv", ["xr", "w"], ["c"]),
    node("Relu", ["c"], ["r"]),
    stored("r", "rq"),
    real("rq", "a"),
    node("Add", ["a", "xr"], ["s"]),
    stored("s", "sq"),
    real("sq", "y"),
    output("y"),
  ];
  assert.deepEqual(told(...fields), [
    "xq:uint8 = QuantizeLinear(x:float32)",
    "rq:uint8 = Conv+Relu+QuantizeLinear(xq:uint8)",
    "sq:uint8 = Add+QuantizeLinear(rq:uint8 xq:uint8)",
    "y:float32 = DequantizeLinear(sq:uint8)",
  ]);
});

Deno.test("fuse() leaves an operator real that another one reads, or that reads real numbers", () => {
  const read = node("Abs", ["c"], ["z"]);
  const conv = [zeros("w", 4, 4, 1, 1), node("Conv", ["xr", "w"], ["c"])];
  const fields = [x, scale, stored("x", "xq"), real("xq", "xr"), ...conv, stored("c", "y")];
  assert.deepEqual(told(...fields, read, output("y"), output("z")).slice(1), [
    "xr:float32 = DequantizeLinear(xq:uint8)",
    "c:float32 = Conv(xr:float32)",
    "y:uint8 = QuantizeLinear(c:float32)",
    "z:float32 = Abs(c:float32)",
  ]);
  assert.deepEqual(told(x, scale, node("Abs", ["x"], ["a"]), stored("a", "y"), output("y")), [
    "a:float32 = Abs(x:float32)",
    "y:uint8 = QuantizeLinear(a:float32)",
  ]);
});
