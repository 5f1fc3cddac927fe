/** `tmm optimize`: plans a model and writes the plan into a copy of the file. */

import { Option } from "commander";
import {
  arenaMap,
  boardById,
  boardRows,
  boards,
  boardsText,
  type Fit,
  fitPicture,
  fitReport,
  fitText,
  flashBytes,
  isTflite,
  load,
  macsOf,
  partialText,
  type Rewritten,
  sharingUnder,
  usableSram,
  verdictLines,
  verifyRewrite,
} from "../../../mod.ts";
import { percentArgument, secondsArgument, shared } from "../arguments.ts";
import {
  type AddCommand,
  addInputOptions,
  knowsInputs,
  newCommand,
  printNotes,
  readModel,
} from "../command.ts";
import { demandWithin, inProgress, print, writeJson } from "../io.ts";
import { planning } from "../search.ts";

/** Adds the command. */
export const addOptimize: AddCommand = (program, io) => {
  const command = newCommand(
    program,
    "everyday",
    "optimize <model>",
    "find the cheapest order and memory plan; write them into a copy of the file",
    "optimize model.tflite -o smaller.tflite",
  );
  addInputOptions(command)
    .addOption(
      shared.output("the new file, also where a budget is missed; without it nothing is written"),
    )
    .addOption(shared.kernels())
    .addOption(shared.target())
    .addOption(shared.build())
    .addOption(shared.bytes("--budget <bytes>", "exit with 2 if the arena needs more, such as 64K"))
    .addOption(
      new Option("--board <id>", "the budget is what a board has, such as nano33ble; see tmm fit")
        .choices(boards.map(({ id }) => id)).conflicts("budget"),
    )
    .addOption(
      new Option(
        "--partial <when>",
        "compute operators in bands; by default if a budget asks for it",
      )
        .choices(["off", "auto"]),
    )
    .addOption(
      new Option("--max-macs <percent>", "multiply-accumulates that bands may cost more")
        .argParser(percentArgument).default(0.1, "+10%"),
    )
    .addOption(new Option("--explain", "tell the rows of each band, and which it reads again"))
    .addOption(
      new Option(
        "--time <seconds>",
        "stop the search for bands after so long; by default its steps are counted",
      )
        .argParser(secondsArgument),
    )
    .addOption(
      new Option(
        "--verify",
        "run original and result before writing; default for tflm-reference and for bands",
      ),
    )
    .addOption(new Option("--no-verify", "write without running"))
    .addOption(shared.svg("the arena map of the plan"))
    .addOption(shared.json())
    .action(async (path: string, options) => {
      const { kernels, target, build, explain, output = null } = options;
      const board = options.board === undefined ? undefined : boardById(options.board);
      const budget = board ? usableSram(board) : options.budget;
      const model = await readModel(io, path, options);
      if (isTflite(model) && knowsInputs(options)) {
        throw new RangeError(
          "Cannot optimize for other inputs: a format that leaves them open, not tflite",
        );
      }
      const platform = { target, build };
      const isPartial = (options.partial ?? (budget === undefined ? "off" : "auto")) === "auto";
      const partial = isPartial
        ? {
          maxMacs: options.maxMacs,
          budget,
          deadlineMs: options.time,
          onProgress: ({ tflm }: Rewritten) => io.progress(`bands: ${tflm.min} bytes ...`),
        }
        : undefined;
      const fitted = await planning(io, model, { kernels, platform, partial });
      if (output) demandWritable(fitted);
      const isBanded = fitted.partial !== undefined && fitted.partial.reason === undefined;
      const verify = options.verify ??
        (output !== null && (kernels === "tflm-reference" || isBanded));
      const verdict = verify && fitted.bytes
        ? inProgress(io, "verifying by execution", () =>
          verifyRewrite(model, load(fitted.bytes!), {
            seeds: [1],
            sharingOf: sharingUnder(kernels),
          }))
        : undefined;
      if (verdict && !verdict.ok) {
        const lines = ["not proven, nothing written (--no-verify writes it as it is)"];
        throw new Error([...lines, ...verdictLines(verdict)].join("; "));
      }
      if (output) await io.writeFile(output, fitted.bytes ?? model.bytes);
      if (options.svg) await io.writeFile(options.svg, arenaMap(fitPicture(fitted)));
      const macs = macsOf(model.graphs[model.main], model.graphs).total;
      if (options.json) {
        await writeJson(io, options.json, fitReport(fitted, macs, output, board?.id));
      }
      if (options.json !== "-") {
        print(io, fitText(fitted, { colour: io.colour }));
        printNotes(io, model);
        const told = partialText(fitted, { explain, budget, board: board?.id });
        if (told) print(io, told);
        if (board) print(io, `\n${boardsText(boardRows(fitted, [board]))}`);
        if (verdict) verdictLines(verdict).forEach((line) => print(io, line));
        if (output) print(io, `wrote ${output}${fitted.bytes ? "" : ", equal to the original"}`);
      }
      demandWithin(fitted.result.tflm?.min ?? fitted.result.arena, budget);
      if (board) demandWithin(flashBytes(model, fitted.bytes), board.flash, "flash");
    });
};

/** @throws {TypeError} If a plan gains, and no file of the format can carry it. */
function demandWritable({ model, baseline, result, bytes }: Fit): void {
  if (bytes || result.arena >= baseline.arena) return;
  const moves = result.schedule.some((operator, step) => operator !== step);
  const found = moves ? model.format : `${model.format}, and a plan that only places`;
  throw new TypeError(
    `Cannot write the plan: a format that carries it wanted, ${found} came; ` +
      "without -o the plan is shown, --json has its order",
  );
}
