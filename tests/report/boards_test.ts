import assert from "node:assert/strict";
import { boardById } from "../../lib/cost/mod.ts";
import { fit } from "../../lib/fit.ts";
import { load } from "../../lib/formats/mod.ts";
import { boardRows, boardsText, flashBytes } from "../../lib/report/mod.ts";
import type { Dimension } from "../formats/onnx/tiny_onnx.ts";
import { FLOAT, graph, input, node, onnxFile, output, tensor } from "../formats/onnx/tiny_onnx.ts";
import { bytes, integer } from "../formats/protobuf_writer.ts";

const ELSEWHERE = integer(14, 1);

/** A product with 2 MiB of weights that lie beside the file. */
function product(batch: Dimension) {
  const weights = bytes(5, tensor("w", [512, 1024], FLOAT, ELSEWHERE));
  const multiply = node("MatMul", ["x", "w"], ["y"]);
  return load(onnxFile(graph(input("x", [batch, 512]), weights, multiply, output("y"))));
}

Deno.test("boardRows() counts parameters beside the file as flash", () => {
  const model = product(1);
  assert.ok(model.bytes.length < 1000);
  assert.equal(flashBytes(model), 4 * 512 * 1024);
  const nano = boardById("nano33ble");
  const [row] = boardRows(fit(model), [nano]);
  assert.equal(row.flashSpare, nano.flash - 4 * 512 * 1024);
  assert.deepEqual([row.fitsStock, row.fitsOptimized], [false, false]);
});

Deno.test("boardsText() says that a model may fit where open dimensions count as 1", () => {
  const told = (batch: Dimension) => {
    const rows = boardRows(fit(product(batch)), ["teensy41", "nano33ble"].map(boardById));
    return boardsText(rows).split("\n").slice(1).map((line) => line.replace(/ +/g, " "));
  };
  assert.match(told(1)[0], /^teensy41 fits as it is [\d.]+ KiB to spare [\d.]+ MiB to spare$/);
  assert.match(told("n")[0], /^teensy41 may fit as it is at most [\d.]+ KiB to spare /);
  assert.match(told("n")[1], /^nano33ble does not fit at most [\d.]+ KiB to spare .* missing$/);
});
