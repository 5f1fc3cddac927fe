/** `tmm fit`: which boards a model fits. */

import { Option } from "commander";
import { arenaRemarks, boardById, boardRows, boards, boardsText, isTflite } from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, addInputOptions, newCommand, printNotes, readModel } from "../command.ts";
import { NotMet, print, writeJson } from "../io.ts";
import { planning } from "../search.ts";

/** Adds the command. */
export const addFit: AddCommand = (program, io) => {
  const command = newCommand(
    program,
    "everyday",
    "fit <model>",
    "which boards a model fits, as it is and after optimize",
    "fit model.tflite --board nano33ble",
  );
  addInputOptions(command)
    .addOption(
      new Option("--board <id>", "one board; exit with 2 if the model does not fit it")
        .choices([...boards.map(({ id }) => id), "all"]).default("all"),
    )
    .addOption(shared.kernels())
    .addOption(shared.json())
    .action(async (path: string, options) => {
      const { board, kernels, json } = options;
      const model = await readModel(io, path, options);
      const fitted = await planning(io, model, { kernels });
      const rows = boardRows(fitted, board === "all" ? boards : [boardById(board)]);
      if (json) await writeJson(io, json, { boards: rows });
      if (json !== "-") {
        print(io, [boardsText(rows), ...arenaRemarks(fitted)].join("\n"));
        printNotes(io, model);
      }
      if (board !== "all" && !rows[0].fitsOptimized) {
        const next = isTflite(model) && rows[0].flashSpare >= 0
          ? `; tmm optimize ${path} --board ${board} looks for bands of rows that do`
          : "";
        throw new NotMet(`does not fit ${board}${next}`);
      }
    });
};
