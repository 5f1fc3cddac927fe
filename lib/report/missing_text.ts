/** Where a budget is not met: the bytes that are missing, who asks for them, and what could be changed. */

import { formatBytes, groupDigits } from "../charts/mod.ts";
import type { Fit } from "../fit.ts";
import { isTflite } from "../formats/mod.ts";
import { shortName } from "../graph/mod.ts";
import { tableLines } from "./_table.ts";

/** Operators, and tensors of each, to name at most. */
const MOST_OPERATORS = 4;
const MOST_TENSORS = 3;

/** Lines about a budget that is not met; none where it is, or where there is none. */
export function missingLines(fit: Fit, budget: number | undefined): string[] {
  const { result } = fit;
  const needed = result.tflm?.min ?? result.arena;
  if (budget === undefined || needed <= budget) return [];
  const room = budget - (needed - result.arena);
  const ownBytes = result.tflm ? `, ${groupDigits(needed - result.arena)} of them TFLM's own` : "";
  return [
    "",
    `The budget is missed by ${groupDigits(needed - budget)} bytes: ` +
    `the best that was found needs ${groupDigits(needed)}${ownBytes}`,
    ...operatorLines(fit, room),
    "What could be changed:",
    ...adviceOf(fit, room).map((advice) => `- ${advice}`),
  ];
}

/** The operators that need more than the room that there is, or most of all, and for what. */
function operatorLines(fit: Fit, room: number): string[] {
  const worst = new Map<string, Load>(); // operator -> its worst step
  loadsOf(fit).forEach((load, step) => {
    const name = operatorName(fit, fit.plan.schedule[step]);
    if (load.bytes > (worst.get(name)?.bytes ?? 0)) worst.set(name, load);
  });
  const sorted = [...worst].sort(([, a], [, b]) => b.bytes - a.bytes);
  const over = sorted.filter(([, { bytes }], i) => i === 0 || bytes > room);
  const rows = over.slice(0, MOST_OPERATORS).map(([name, { bytes, tensors }]) => [
    `- ${name}`,
    formatBytes(bytes),
    [...tensors].sort(([, a], [, b]) => b - a).slice(0, MOST_TENSORS)
      .map(([tensor, bytes]) => `${tensor} ${formatBytes(bytes)}`).join(", "),
  ]);
  const more = over.length - rows.length;
  return [
    room > 0
      ? `Operators that force it, where ${formatBytes(room)} are left for tensors:`
      : "Nothing is left for tensors. Operators that need most:",
    ...tableLines(rows, [0, 2]),
    ...more > 0 ? [`  and ${more} more`] : [],
  ];
}

/** What is in use while a step runs: bytes of the arena, and of each tensor. */
interface Load {
  readonly bytes: number;
  readonly tensors: ReadonlyMap<string, number>;
}

/** Per step of the plan; bytes that buffers share count once. */
function loadsOf({ plan: { accounting, buffers, schedule } }: Fit): Load[] {
  const { tensors } = accounting.graph;
  return schedule.map((_, step) => {
    const live = buffers.filter(({ start, end }) => start <= step && step < end)
      .sort((a, b) => a.offset - b.offset);
    const bytesOf = new Map<string, number>();
    let [bytes, end] = [0, 0];
    for (const buffer of live) {
      const name = buffer.tensor === undefined ? "scratch" : shortName(tensors[buffer.tensor].name);
      bytesOf.set(name, (bytesOf.get(name) ?? 0) + buffer.bytes);
      const top = buffer.offset + buffer.bytes;
      bytes += Math.max(0, top - Math.max(end, buffer.offset));
      end = Math.max(end, top);
    }
    return { bytes, tensors: bytesOf };
  });
}

/** Type and number of an operator as the file counts them; its bands have its name. */
function operatorName({ model, partial }: Fit, operator: number): string {
  const { operators } = model.graphs[model.main];
  const rewritten = partial?.reason === undefined ? partial?.found[0]?.draft : undefined;
  const origin = rewritten?.operators[operator].origin ?? operator;
  return `${operators[origin].type} ${origin}`;
}

function adviceOf({ model, kernels, plan, partial, estimate }: Fit, room: number): string[] {
  if (room <= 0) return ["a model of fewer operators and tensors, or a larger chip"];
  const { tensors, inputs } = model.graphs[model.main];
  const advice: string[] = [];
  const image = inputs.map((id) => tensors[id].shape).find((shape) => shape.length === 4);
  if (image) {
    const [height, width] = model.format === "onnx" ? image.slice(2) : image.slice(1, 3);
    const [h, w] = [height, width].map((side) => Math.floor(side * Math.sqrt(room / plan.arena)));
    advice.push(
      `a smaller input, about ${h} x ${w} in the place of ${height} x ${width}: planned memory ` +
        "shrinks with the image",
    );
  } else advice.push("a smaller input");
  if (inputs.some((id) => tensors[id].dtype === "float32")) {
    advice.push("an int8 input in the place of float32, which takes four times as much");
  }
  if (partial) advice.push("more work for fewer bytes: a larger --max-macs");
  else if (estimate) {
    const fitting = estimate.find(({ fits }) => fits);
    const { arena } = fitting ?? estimate.at(-1)!;
    advice.push(
      "a conversion to .tflite, into which bands of rows can be written: by the estimate " +
        `${formatBytes(arena)}${fitting ? ", which fit" : ""}`,
    );
  } else if (isTflite(model)) advice.push("computing operators in bands of rows: --partial auto");
  if (kernels.name !== "tflm-reference") {
    advice.push("--kernels tflm-reference shares more, where the firmware runs those kernels");
  }
  return advice;
}
