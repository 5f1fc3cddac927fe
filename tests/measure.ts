/**
 * Measures inference time on this machine: the nine networks as they are against the files that
 * `optimize` writes, in a real interpreter, in turn. Run by `deno task measure`.
 */

import { evaluationNetworks, fit, load } from "../mod.ts";
import { medianInterval } from "./median_interval.ts";
import { pairedTimes } from "./tflite_interpreter.ts";

const PAIRS = 25;

console.log(`default against ours, ${PAIRS} interleaved pairs, single thread, milliseconds\n`);
console.log("network            default  difference (median, 95 % interval)");
for (const network of evaluationNetworks) {
  const original = network.build();
  const { bytes } = fit(load(original), { kernels: "tflm-reference" });
  const times = await pairedTimes([original, bytes ?? original], PAIRS);
  const before = medianInterval(times.map(([first]) => first));
  const { median, low, high } = medianInterval(times.map(([first, second]) => second - first));
  const verdict = low <= 0 && high >= 0 ? "inside the noise" : median < 0 ? "faster" : "slower";
  const name = `${network.id} ${network.name}`.padEnd(18);
  const interval = `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
  console.log(
    `${name} ${before.median.toFixed(1).padStart(7)}  ${median.toFixed(2)} ${interval} ${verdict}`,
  );
}
