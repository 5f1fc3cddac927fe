/** What every build of CMSIS-NN allows: same offsets, and a few overlaps at a distance. */

import type { Shape } from "../operators/mod.ts";
import { judgePortable } from "./portable.ts";
import { judgeByLoops } from "./tflm_reference.ts";
import { ALIGNMENT, type Question, type Verdict } from "./verdict.ts";

/** MVE kernels take depthwise channels in blocks of as many. */
const CHANNEL_BLOCK = 124;

/**
 * All that is portable; and for int8 data under int8 weights the reference kernels' distance, from 0
 * on and rounded up to 16, where it was measured to hold for plain C, DSP and MVE builds of every
 * compiler: larger filters on one group and more than one row; depthwise filters; average pools;
 * matrices by vectors; padding. Checked against CMSIS-NN 99f736a6; Arm gives no such promise.
 */
export function judgeCmsisNn(question: Question): Verdict {
  const portable = judgePortable(question);
  if (!("refusal" in portable)) return portable;
  const { operator: { type }, input, output } = question;
  const rule = DIAGONAL[type];
  if (!rule) return { refusal: `no overlap was measured for ${type} on CMSIS-NN` };
  const weights = WEIGHED.has(type) ? [weightsOf(question)?.dtype] : [];
  if ([input.dtype, output.dtype, ...weights].some((dtype) => dtype !== "int8")) {
    return { refusal: "overlaps were measured for int8 data and int8 weights only" };
  }
  const refusal = rule(question);
  if (refusal) return { refusal };
  const byLoops = judgeByLoops(question);
  if ("refusal" in byLoops) return byLoops;
  return atDistance(question, Math.max(0, byLoops.distance));
}

/** Why an operator is out of what was measured, or nothing. */
type Exception = (question: Question) => string | undefined;

const DIAGONAL: Readonly<Record<string, Exception>> = {
  CONV_2D: (question) => {
    const [, height, , depth] = question.input.shape;
    const [, rows, columns, filterDepth] = weightShape(question);
    if (rows * columns === 1) return "a 1x1 filter reads its whole input again and again";
    if (filterDepth !== depth) return "groups of channels are written one after the other";
    if (height === 1) return "an image of one row is read in blocks";
    return undefined;
  },
  DEPTHWISE_CONV_2D: ({ input }) =>
    input.shape[3] > 1 ? undefined : "a single channel may run as another convolution",
  AVERAGE_POOL_2D: () => undefined,
  FULLY_CONNECTED: ({ output }) =>
    output.shape.length === 2 ? undefined : "an output of higher rank may run as a 1x1 filter",
  PAD: () => undefined,
};

const WEIGHED = new Set(["CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"]);

function weightsOf({ operator, tensors }: Question) {
  return tensors[operator.inputs[1] ?? -1];
}

function weightShape(question: Question): Shape {
  return weightsOf(question)?.shape ?? [];
}

/** Any distance from a multiple of 16 on; with many depthwise channels a multiple of them only. */
function atDistance({ operator, input, output }: Question, least: number): Verdict {
  const channels = input.shape[3];
  const blocked = operator.type === "DEPTHWISE_CONV_2D" && channels > CHANNEL_BLOCK;
  const unit = blocked ? leastCommonMultiple(channels, ALIGNMENT) : ALIGNMENT;
  const distance = Math.ceil(least / unit) * unit;
  if (distance < output.bytes) return { distance, exact: blocked };
  return { refusal: `the output would have to begin ${distance} bytes below the input` };
}

function leastCommonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
  return a / divisor * b;
}
