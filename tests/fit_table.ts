/**
 * Stock against bands: `deno task fit [--verify] [part of a name...]`. Prints a line a model with head +
 * tail on Cortex-M, the best figure of an earlier, simpler search where there is one, the work that is
 * added, and the processor's seconds. With `--verify`, files are executed against their originals: the
 * models of the corpus with five seeds, in our arena and in an interpreter that is not ours; networks
 * A to I with an input of 64 pixels, for which they are fitted again.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { cpuUsage } from "node:process";
import {
  evaluationNetworks,
  fit,
  groupDigits,
  isTflite,
  type KernelSetName,
  load,
} from "../mod.ts";
import { macsOf, sharingUnder, type TfliteModel, verifyRewrite } from "../mod.ts";
import { corpus } from "./corpus.ts";
import { outputsOf } from "./tflite_interpreter.ts";

/** One line: a model, the limit of work, and what an earlier search had reached. */
interface Line {
  readonly name: string;
  readonly kernels: KernelSetName;
  readonly maxMacs: number;
  readonly reached?: number;
  readonly bytes: () => Uint8Array;
  /** A file that is small enough to be executed where `bytes` is not. */
  readonly small?: () => Uint8Array;
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
    small: () => build({ dtype: "int8", inputSize: 64 }),
  })),
];

const names = Deno.args.filter((argument) => argument !== "--verify");
const isVerifying = names.length < Deno.args.length;

console.log(
  "| model | kernels | stock | ours | less | before | MACs | CPU s | same bits | why not |",
);
console.log("|---|---|---:|---:|---:|---:|---:|---:|---|---|");
for (const line of lines) {
  if (names.length > 0 && !names.some((part) => line.name.includes(part))) continue;
  const { name, kernels, maxMacs, reached } = line;
  const model = tflite(line.bytes());
  const start = cpuUsage().user;
  const fitted = fit(model, { kernels, partial: { maxMacs } });
  const seconds = (cpuUsage().user - start) / 1e6;
  const { baseline: { tflm: stock }, result: { tflm: ours }, partial } = fitted;
  const own = macsOf(model.graphs[model.main]).total;
  const more = partial!.reason ? 0 : partial!.found[0].macs / own - 1;
  const cells = [
    name,
    kernels,
    groupDigits(stock!.used),
    `${groupDigits(ours!.used)} (${groupDigits(ours!.head)} + ${groupDigits(ours!.tail)})`,
    `${(100 * (1 - ours!.used / stock!.used)).toFixed(1)} %`,
    reached ? groupDigits(reached) : "",
    `+${(100 * more).toFixed(1)} %`,
    seconds.toFixed(1),
    isVerifying ? await proof(line, model, fitted.bytes) : "",
    partial!.reason ?? "",
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

function tflite(bytes: Uint8Array): TfliteModel {
  const model = load(bytes);
  if (isTflite(model)) return model;
  throw new TypeError(`Cannot fit the model: tflite wanted, ${model.format} came`);
}

/** Where the file of a line computes the same bits as the original; throws where it does not. */
async function proof(
  { kernels, maxMacs, small }: Line,
  model: TfliteModel,
  rewritten: Uint8Array | undefined,
): Promise<string> {
  const seeds = small ? [1] : [1, 2, 3, 4, 5];
  const original = small ? tflite(small()) : model;
  const file = small ? fit(original, { kernels, partial: { maxMacs } }).bytes : rewritten;
  if (file === undefined) return "not rewritten";
  const verdict = verifyRewrite(original, load(file), { seeds, sharingOf: sharingUnder(kernels) });
  assert.ok(verdict.ok, JSON.stringify(verdict));
  let expected: Uint8Array[][];
  try {
    expected = await outputsOf(original.bytes, seeds);
  } catch {
    return "ours; the other interpreter refuses the original";
  }
  assert.deepEqual(await outputsOf(file, seeds), expected);
  return "both";
}
