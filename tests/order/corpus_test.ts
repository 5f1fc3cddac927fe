import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "../../lib/formats/mod.ts";
import { exact, explainPeak, given, peakBound } from "../../lib/order/mod.ts";
import {
  DEFAULT_KERNEL_SET,
  type KernelSetName,
  kernelSets,
  sharingUnder,
} from "../../lib/reuse/mod.ts";
import { accountModel, activationsOnly, type MemoryModel } from "../../lib/tmm/mod.ts";
import { corpus, corpusFiles, corpusTest } from "../corpus.ts";

const under = (name: KernelSetName): MemoryModel => ({
  ...activationsOnly,
  name,
  sharingOf: sharingUnder(name),
});

const accountingOf = (path: string, memory: MemoryModel) =>
  accountModel(load(readFileSync(join(corpus, path))), memory);

corpusTest(
  "exact() proves every .tflite, under every kernel set, within a few thousand states",
  () => {
    for (const path of corpusFiles("models/tflite", ".tflite")) {
      for (const { name } of kernelSets) {
        const memory = under(name);
        const accounting = accountingOf(path, memory);
        const { optimal, bound, peak, states } = exact(accounting);
        assert.ok(optimal, `${path}, ${memory.name}: bound ${bound}, peak ${peak}`);
        assert.ok(states < 5000, `${path}, ${memory.name}: ${states} states`);
      }
    }
  },
);

corpusTest("exact() proves that style transfer cannot do with less than its given order", () => {
  const accounting = accountingOf(
    "models/tflite/style_transfer_quantized_dynamic.tflite",
    activationsOnly,
  );
  const best = exact(accounting);
  assert.equal(peakBound(accounting).bytes, 9_486_464);
  assert.deepEqual([best.peak, best.bound], [9_486_864, 9_486_864]);
  assert.equal(given(accounting).peak, 9_486_864);
  // One minimum cut shows the same: an operator that never needs less.
  const { bytes, isWhole } = explainPeak(accounting, best)!;
  assert.deepEqual([bytes, isWhole], [9_486_864, true]);
});

const optima = [
  ["randwire-ws16-cifar-s0", 5_505_024, 5_505_024],
  ["randwire-ws32-cifar-s0", 3_407_872, 3_407_872],
  ["randwire-ws32-imagenet-s0", 3_913_728, 3_179_904],
] as const;

for (const [name, alone, inPlace] of optima) {
  corpusTest(`exact() proves the known optima of ${name}`, () => {
    for (
      const [memory, least] of [[activationsOnly, alone], [
        under(DEFAULT_KERNEL_SET),
        inPlace,
      ]] as const
    ) {
      const { peak, bound } = exact(accountingOf(`graphs/${name}.json`, memory));
      assert.deepEqual([peak, bound], [least, least], memory.name);
    }
  });
}

corpusTest("exact() reaches the optimum of a model that gains by its order", () => {
  const accounting = accountingOf("models/tflite/cpm_mv2_192.tflite", activationsOnly);
  const { peak, optimal } = exact(accounting);
  assert.deepEqual([given(accounting).peak, peak, optimal], [2_654_208, 2_377_728, true]);
});
