/**
 * Stock against planned over a folder of .tflite files: `deno task corpus`. Prints a line a model
 * (planned bytes: TFLM's head) and the sums; the folder is `models/tflite` in TMM_CORPUS.
 */

import { basename, join } from "node:path";
import { fit, groupDigits, isTflite, type KernelSetName, load } from "../mod.ts";
import { corpus, corpusFiles } from "./corpus.ts";

const KERNELS: readonly KernelSetName[] = ["portable", "tflm-reference"];
const sums = { models: 0, stock: 0, portable: 0, "tflm-reference": 0, proven: 0, plans: 0 };

console.log("| model | stock | over peak | portable | tflm-reference |");
console.log("|---|---:|---:|---:|---:|");
for (const path of corpusFiles("models/tflite", ".tflite")) {
  const model = load(Deno.readFileSync(join(corpus, path)));
  const main = model.graphs[model.main];
  if (!isTflite(model) || main.operators.length === 0) continue;
  const [portable, reference] = KERNELS.map((kernels) => fit(model, { kernels }));
  const { arena, peak, tflm } = portable.baseline;
  const refused = tflm!.refusals.length > 0;
  const cells = [portable, reference].map(({ plan, result }) =>
    `${groupDigits(result.arena)}${plan.optimal.schedule && plan.optimal.placement ? "*" : ""}`
  );
  const overhead = (arena / Math.max(1, peak)).toFixed(2);
  console.log(`| ${basename(path)} | ${groupDigits(arena)} | ${overhead} | ${cells.join(" | ")} |`);
  const int8 = main.tensors.some(({ dtype, role }) => dtype === "int8" && role === "activation");
  if (refused || !int8) continue;
  sums.models++;
  sums.stock += arena;
  sums.portable += portable.result.arena;
  sums["tflm-reference"] += reference.result.arena;
  for (const { plan } of [portable, reference]) {
    sums.plans++;
    if (plan.optimal.placement) sums.proven++;
  }
}
const less = (bytes: number) => `${(100 * (1 - bytes / sums.stock)).toFixed(1)} % less`;
console.log(`\n${sums.models} int8 models that TFLM loads: stock ${groupDigits(sums.stock)} bytes`);
for (const kernels of ["portable", "tflm-reference"] as const) {
  console.log(`${kernels} ${groupDigits(sums[kernels])}, ${less(sums[kernels])}`);
}
console.log(`placement proven optimal (*: the order too) in ${sums.proven} of ${sums.plans} plans`);
