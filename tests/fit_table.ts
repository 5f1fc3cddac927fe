/**
 * Stock against bands: `deno task fit`. Prints a line a model with head + tail on Cortex-M, the best
 * figure of an earlier, simpler search where there is one, the work, and how long the search took.
 * Models are those of `models/tflite` in TMM_CORPUS and the int8 networks A to I; arguments choose some.
 */

import { join } from "node:path";
import {
  evaluationNetworks,
  fit,
  groupDigits,
  isTflite,
  type KernelSetName,
  load,
} from "../mod.ts";
import { macsOf } from "../mod.ts";
import { corpus } from "./corpus.ts";

/** One line: a model, the limit of work, and what an earlier search had reached. */
interface Line {
  readonly name: string;
  readonly kernels: KernelSetName;
  readonly maxMacs: number;
  readonly reached?: number;
  readonly bytes: () => Uint8Array;
}

/** Limit of work, then what was reached `portable` and with `tflm-reference`. */
const MODELS: Readonly<Record<string, readonly [number, number?, number?]>> = {
  mlperf_tiny_vww_96_int8: [0.1, 66_916, 57_924],
  tflm_person_detect: [0.1, 60_580, 51_620],
  mcunet_vww: [0.1, 137_664, 136_448],
  "tf2_mobilenet_v2_1.0_224_ptq": [0.06, 503_364, 484_804],
  mlperf_tiny_resnet8_int8: [0.2, 36_772, 32_372],
  mlperf_tiny_kws_int8: [0.1],
};

const lines: Line[] = [
  ...Object.entries(MODELS).flatMap(([name, [maxMacs, ...reached]]) =>
    (["portable", "tflm-reference"] as const).map((kernels, i) => ({
      name,
      kernels,
      maxMacs,
      reached: reached[i],
      bytes: () => Deno.readFileSync(join(corpus, "models/tflite", `${name}.tflite`)),
    }))
  ),
  ...evaluationNetworks.map(({ id, name, build }) => ({
    name: `${id} ${name}`,
    kernels: "portable" as const,
    maxMacs: 0.15,
    bytes: () => build({ dtype: "int8", weights: "none" }),
  })),
];

console.log("| model | kernels | stock | ours | less | before | MACs | seconds |");
console.log("|---|---|---:|---:|---:|---:|---:|---:|");
for (const { name, kernels, maxMacs, reached, bytes } of lines) {
  if (Deno.args.length > 0 && !Deno.args.some((part) => name.includes(part))) continue;
  const model = load(bytes());
  if (!isTflite(model)) throw new TypeError(`Cannot fit ${name}: a .tflite file wanted`);
  const start = performance.now();
  const { baseline, result, partial } = fit(model, { kernels, partial: { maxMacs } });
  const seconds = (performance.now() - start) / 1000;
  const [stock, ours] = [baseline.tflm!, result.tflm!];
  const own = macsOf(model.graphs[model.main]).total;
  const more = partial!.reason ? 0 : partial!.found[0].macs / own - 1;
  const cells = [
    name,
    kernels,
    groupDigits(stock.used),
    `${groupDigits(ours.used)} (${groupDigits(ours.head)} + ${groupDigits(ours.tail)})`,
    `${(100 * (1 - ours.used / stock.used)).toFixed(1)} %`,
    reached ? groupDigits(reached) : "",
    `+${(100 * more).toFixed(1)} %`,
    seconds.toFixed(1),
  ];
  console.log(`| ${cells.join(" | ")} |`);
  if (partial!.reason) console.log(`|  | ${partial!.reason} |`);
}
