/** `tmm table`: the evaluation, networks A to I, default against ours. */

import { Option } from "commander";
import {
  boardById,
  boards,
  evaluateNetwork,
  evaluationChart,
  evaluationCsv,
  evaluationMarkdown,
  evaluationNetworks,
  evaluationReport,
  evaluationText,
  usableSram,
  zoo,
} from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, newCommand } from "../command.ts";
import { inProgress, print, writeJson } from "../io.ts";

/** Pixels at which networks are run: large enough for each, and done within a second or two. */
const VERIFY_SIZE = 64;

/** Adds the command. */
export const addTable: AddCommand = (program, io) => {
  newCommand(
    program,
    "everyday",
    "table",
    "the evaluation: nine networks A to I, default against ours",
    "table --board nano33ble --csv table.csv --svg table.svg",
  )
    .addOption(new Option("--float", "float32 networks instead of int8"))
    .addOption(new Option("--all", "the networks of ordering research too"))
    .addOption(
      new Option("--board <id>", "traffic, modelled time and energy on a board")
        .choices(boards.map(({ id }) => id)),
    )
    .addOption(new Option("--no-verify", "do not run the networks: a few seconds instead of many"))
    .addOption(shared.csv("one row per network and variant"))
    .addOption(shared.svg("default against ours, with what was published"))
    .addOption(new Option("--md <file>", "the table in Markdown"))
    .addOption(shared.json())
    .action(async ({ float, all, board, verify, csv, svg, md, json }) => {
      const networks = all ? zoo : evaluationNetworks;
      const rows = networks.map((network) =>
        inProgress(io, network.name, () =>
          evaluateNetwork(network, {
            dtype: float ? "float32" : "int8",
            verifySize: verify ? VERIFY_SIZE : undefined,
            board: board && { id: board, sram: usableSram(boardById(board)) },
          }))
      );
      if (csv) await io.writeFile(csv, evaluationCsv(rows));
      if (svg) await io.writeFile(svg, evaluationChart(rows));
      if (md) await io.writeFile(md, evaluationMarkdown(rows));
      if (json) await writeJson(io, json, evaluationReport(rows, board ?? null));
      if (json !== "-") print(io, evaluationText(rows));
    });
};
