/** `tmm report`: everything about a model in one HTML file. */

import { reportHtml } from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, addInputOptions, fileName, newCommand, readModel } from "../command.ts";
import { print } from "../io.ts";
import { planning } from "../search.ts";

/** Adds the command. */
export const addReport: AddCommand = (program, io) => {
  const command = newCommand(
    program,
    "everyday",
    "report <model>",
    "default against ours as one HTML file to open or to send; it needs no network",
    "report model.tflite -o report.html",
  );
  addInputOptions(command)
    .addOption(shared.output("the file to write").makeOptionMandatory())
    .addOption(shared.kernels())
    .addOption(shared.target())
    .addOption(shared.build())
    .action(async (path: string, options) => {
      const { output, kernels, target, build } = options;
      const model = await readModel(io, path, options);
      const platform = { target, build };
      const fitted = await planning(io, model, { kernels, platform });
      await io.writeFile(output, await reportHtml(fitted, fileName(path)));
      print(io, `wrote ${output}`);
    });
};
