import assert from "node:assert/strict";
import { parseTflite, type TfliteModel } from "../../lib/formats/mod.ts";
import { draftOf, extendKernels, readersOf, recompute } from "../../lib/rewrite/mod.ts";
import { encode } from "../../lib/zoo/encode.ts";
import { newNetwork } from "../../lib/zoo/network.ts";
import { add } from "../../lib/zoo/pointwise_layers.ts";
import { input, output, pad } from "../../lib/zoo/shape_layers.ts";
import { conv, depthwise } from "../../lib/zoo/weighted_layers.ts";
import { verdictOn } from "./rewritten.ts";

/** input -> PAD -> convolution with stride 2, as Keras writes it. */
function padded(
  size: number,
  kernel: number,
  margins: [number, number],
  isDeep: boolean,
): TfliteModel {
  const net = newNetwork("padded", "for tests");
  const image = pad(net, input(net, [1, size, size, 3]), margins);
  const options = { kernel, stride: 2, padding: "valid" } as const;
  output(
    net,
    isDeep ? depthwise(net, image, options) : conv(net, image, { ...options, filters: 4 }),
  );
  return parseTflite(encode(net));
}

Deno.test("extendKernels() takes the place of a PAD, and keeps every output bit", () => {
  for (const isDeep of [false, true]) {
    for (
      const [size, kernel, before, after] of [[16, 3, 1, 1], [16, 3, 0, 1], [15, 3, 1, 1], [
        16,
        7,
        3,
        3,
      ]]
    ) {
      const draft = extendKernels(draftOf(padded(size, kernel, [before, after], isDeep)));
      assert.deepEqual(draft.operators.map(({ type }) => type), [
        isDeep ? "DEPTHWISE_CONV_2D" : "CONV_2D",
      ]);
      assert.equal(draft.operators[0].attributes.padding, "SAME");
      const verdict = verdictOn(draft, "portable", [1, 2]);
      assert.ok(verdict.ok, JSON.stringify([size, kernel, before, after, verdict]));
    }
  }
});

Deno.test("extendKernels() leaves alone what no kernel can pad", () => {
  const draft = draftOf(padded(16, 3, [2, 5], false)); // more positions than SAME has
  assert.equal(extendKernels(draft), draft);
});

Deno.test("recompute() gives the last reader a result of its own, and keeps every output bit", () => {
  const net = newNetwork("residual", "for tests");
  const first = conv(net, input(net, [1, 8, 8, 3]), { kernel: 3, filters: 6 });
  const inner = conv(net, conv(net, first, { kernel: 3, filters: 6 }), { kernel: 1, filters: 6 });
  output(net, add(net, inner, first));
  const model = parseTflite(encode(net));
  const draft = recompute(draftOf(model), first.id);
  assert.equal(draft.operators.length, model.graphs[0].operators.length + 1);
  assert.equal(readersOf(draft)[first.id].length, 1);
  assert.ok(verdictOn(draft).ok);
  assert.throws(() => recompute(draftOf(model), inner.id), {
    name: "RangeError",
    message: `Cannot compute tensor ${inner.id} twice: one that is computed alone and read twice ` +
      "wanted, 1 readers came",
  });
});
