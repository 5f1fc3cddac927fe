import assert from "node:assert/strict";
import { parseTflite, type TfliteModel } from "../../lib/formats/mod.ts";
import {
  type Draft,
  draftOf,
  extendKernels,
  recompute,
  runName,
  runNumbers,
} from "../../lib/rewrite/mod.ts";
import { encode } from "../../lib/zoo/encode.ts";
import { newNetwork } from "../../lib/zoo/network.ts";
import { add } from "../../lib/zoo/pointwise_layers.ts";
import { input, output, pad } from "../../lib/zoo/shape_layers.ts";
import { conv } from "../../lib/zoo/weighted_layers.ts";

const FILTERS = { kernel: 3, filters: 6 } as const;

/** 0 conv, 1 conv of it, 2 conv of the input, 3 the sum of both, 4 the sum of that and of 0. */
function forked(): TfliteModel {
  const net = newNetwork("forked", "for tests");
  const image = input(net, [1, 8, 8, 3]);
  const first = conv(net, image, FILTERS);
  const left = conv(net, first, FILTERS);
  output(net, add(net, add(net, left, conv(net, image, FILTERS)), first));
  return parseTflite(encode(net));
}

/** 0 conv, 1 pad, 2 conv that may pad by itself, 3 conv. */
function padded(): TfliteModel {
  const net = newNetwork("padded", "for tests");
  const image = pad(net, conv(net, input(net, [1, 16, 16, 3]), FILTERS), [1, 1]);
  const options = { ...FILTERS, stride: 2, padding: "valid" } as const;
  output(net, conv(net, conv(net, image, options), FILTERS));
  return parseTflite(encode(net));
}

const plain = draftOf(forked());
const outlines: Readonly<Record<string, readonly [Draft, readonly [number, number, string][]]>> = {
  plain: [plain, [[0, 0, "0"], [1, 3, "1-3"], [0, 4, "0-4"]]],
  reordered: [
    draftOf(plain.model, [2, 0, 1, 3, 4]),
    [[0, 0, "2"], [0, 1, "0+2"], [0, 2, "0-2"], [2, 3, "1+3"], [1, 4, "0-1+3-4"]],
  ],
  recomputed: [
    recompute(plain, plain.operators[0].outputs[0]), // 0 1 2 3 0' 4
    [[0, 0, "0"], [4, 4, "0'"], [4, 5, "0'+4"], [3, 5, "0'+3-4"], [0, 4, "0-3+0'"]],
  ],
  extended: [extendKernels(draftOf(padded())), [[0, 1, "0-2"], [1, 2, "2-3"]]],
};

for (const [name, [outline, runs]] of Object.entries(outlines)) {
  Deno.test(`runNumbers() names the runs of a graph that is ${name}`, () => {
    for (const [first, last, numbers] of runs) {
      const run = { first, last, cuts: [0, 8], form: "same" } as const;
      assert.equal(runNumbers(outline, run), numbers);
      const word = first === last ? "operator" : "operators";
      assert.equal(runName(outline, run), `${word} ${numbers}`);
    }
  });
}
