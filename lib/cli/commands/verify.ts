/** `tmm verify`: proves that a rewritten file computes what the original does. */

import {
  kernelSetNamed,
  readPlan,
  sharingUnder,
  verdictLines,
  verifyRewrite,
} from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, newCommand, readTflite } from "../command.ts";
import { inProgress, print, writeJson } from "../io.ts";

/** Adds the command. */
export const addVerify: AddCommand = (program, io) => {
  newCommand(
    program,
    "everyday",
    "verify <original> <rewritten>",
    "prove by structure, plan and execution that nothing changed; exit with 1 if not",
    "verify model.tflite smaller.tflite --seeds 5",
  )
    .addOption(shared.count("--seeds <n>", "how many random inputs to run").default(3))
    .addOption(shared.json())
    .action(async (original: string, rewritten: string, { seeds, json }) => {
      const [before, after] = [
        await readTflite(io, original, "run"),
        await readTflite(io, rewritten, "run"),
      ];
      const { kernels = "none" } = readPlan(after) ?? {};
      const verdict = inProgress(io, "verifying by execution", () =>
        verifyRewrite(before, after, {
          seeds: Array.from({ length: seeds }, (_, i) => i + 1),
          sharingOf: sharingUnder(kernelSetNamed(kernels).name),
        }));
      if (json) await writeJson(io, json, verdict);
      if (json !== "-") verdictLines(verdict).forEach((line) => print(io, line));
      if (verdict.ok) return;
      const { structure, plan, execution } = verdict;
      const isOpen = structure.ok && plan.ok && !execution.ran;
      const computes = isOpen ? "is not proven to compute" : "does not compute";
      throw new Error(`${rewritten} ${computes} what ${original} does`);
    });
};
