/** `tmm selftest`: a C header with which a firmware checks its plan at first boot. */

import { selftestHeader } from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, fileName, newCommand, readTflite } from "../command.ts";
import { inProgress, print } from "../io.ts";

/** Adds the command. */
export const addSelftest: AddCommand = (program, io) => {
  newCommand(
    program,
    "other",
    "selftest <model>",
    "write a C header with which the firmware checks its memory plan at first boot",
    "selftest smaller.tflite -o selftest.h",
  )
    .addOption(shared.output("the header").default("selftest.h"))
    .addOption(shared.count("--seeds <n>", "how many random inputs it tests").default(3))
    .action(async (path: string, { output, seeds }) => {
      const model = await readTflite(io, path, "write a test for");
      const header = inProgress(io, "running the model", () =>
        selftestHeader(model, {
          name: fileName(path),
          seeds: Array.from({ length: seeds }, (_, i) => i + 1),
        }));
      await io.writeFile(output, header);
      print(io, `wrote ${output}: include it and call tmm_selftest once after AllocateTensors()`);
    });
};
