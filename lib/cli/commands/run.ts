/** `tmm run`: executes a model and shows outputs and time per operator. */

import { Option } from "commander";
import { prepareRun, readTensorFile, runReport, runText, seededInputs } from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, newCommand, readTflite } from "../command.ts";
import { print, writeJson } from "../io.ts";

/** Adds the command. */
export const addRun: AddCommand = (program, io) => {
  newCommand(
    program,
    "other",
    "run <model>",
    "run a model: outputs, and the time of each operator on this machine",
    "run model.tflite --input x.npy",
  )
    .addOption(
      new Option("--input <file>", "an input, .npy or raw bytes; repeat for several; else random")
        .argParser((path: string, before: string[] = []) => [...before, path]),
    )
    .addOption(shared.count("--top <n>", "show the n slowest operators").default(10))
    .addOption(shared.json())
    .action(async (path: string, { input = [], top, json }) => {
      const model = await readTflite(io, path, "run");
      const graph = model.graphs[model.main];
      const given: Uint8Array[] = await Promise.all(
        input.map(async (file: string) => readTensorFile(await io.readFile(file))),
      );
      const inputs = given.length > 0 ? given : seededInputs(graph, 1);
      let operatorStart = 0;
      const ms: number[] = graph.operators.map(() => 0);
      const program = prepareRun(model, {
        onOperator({ step, operator }) {
          ms[operator] = io.now() - operatorStart;
          io.progress(`ran ${step + 1} of ${graph.operators.length} operators`);
          operatorStart = io.now();
        },
      });
      operatorStart = io.now();
      const outputs = program.run(inputs);
      io.progress("");
      const report = runReport(graph, outputs, ms);
      if (json) await writeJson(io, json, report);
      if (json !== "-") print(io, runText(report, top));
    });
};
