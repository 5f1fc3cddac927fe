import assert from "node:assert/strict";
import { accountModel, givenOrder, peakOf } from "../../lib/tmm/mod.ts";
import { predictArena, tflmMemory } from "../../lib/tflm/mod.ts";
import { chainOf, graphOf, sourceOf, tensor } from "./source.ts";

Deno.test("tflmMemory() counts activations as TFLM does, and nothing else", () => {
  const memory = tflmMemory();
  const bytes = [
    tensor("int4", [3]),
    tensor("int8", [3], "constant"),
    tensor("int8", [3], "variable"),
    tensor("resource", []),
  ].map((t) => memory.bytesOf(t));
  assert.deepEqual(bytes, [3, 0, 0, 0]);
  assert.equal(memory.alignment, 16);
});

Deno.test("tflmMemory() bounds what TFLM plans for a chain, and reaches it", () => {
  for (const source of [chainOf(16, 40, 32, 16), chainOf(100, 7, 300)]) {
    const memory = tflmMemory({ source });
    const [graph] = source.graphs;
    const peak = peakOf(
      accountModel({ graphs: source.graphs, main: 0 }, memory),
      givenOrder(graph),
    );
    assert.equal(peak, predictArena(source).head);
  }
});

Deno.test("tflmMemory() asks for the scratch of the named kernels", () => {
  const tensors = [tensor("int8", [1, 4, 4, 8]), tensor("int8", [1, 1, 1, 8])];
  const graph = graphOf(tensors, [["AVERAGE_POOL_2D", [0], [1]]], [0], [1]);
  const scratch = (build: "reference" | "cmsis-dsp") =>
    tflmMemory({ build }).scratchOf(graph.operators[0], graph);
  assert.deepEqual(scratch("reference"), []);
  assert.deepEqual(scratch("cmsis-dsp"), [32]);
});

Deno.test("tflmMemory() looks custom options up in the file, if it is given", () => {
  const tensors = [tensor("int16", [1, 8]), tensor("int16", [1, 10])];
  const graph = graphOf(tensors, [["SignalRfft", [0], [1]]], [0], [1]);
  const source = sourceOf([graph]);
  // { "fft_length": 8 } as a FlexBuffer
  const customOptions = new Uint8Array([
    ...new TextEncoder().encode("fft_length\0"),
    ...[1, 11 + 1, 1, 1, 1, 8, 4, 2, 36, 1],
  ]);
  const subgraphs = [{ ...source.subgraphs[0], operators: [{ opcodeIndex: 0, customOptions }] }];
  const [operator] = graph.operators;
  const memory = tflmMemory({ source: { ...source, subgraphs } });
  assert.deepEqual(memory.scratchOf(operator, graph), [16]);
  assert.deepEqual(tflmMemory().scratchOf(operator, graph), []);
});

Deno.test("tflmMemory() passes the allowed sharing on", () => {
  const allowance = { input: 0, output: 1, distance: 0, exact: true };
  const { graphs: [graph] } = chainOf(16, 16);
  const memory = tflmMemory({ sharingOf: () => [allowance] });
  assert.deepEqual(memory.sharingOf(graph.operators[0], graph), [allowance]);
  assert.deepEqual(tflmMemory().sharingOf(graph.operators[0], graph), []);
});
