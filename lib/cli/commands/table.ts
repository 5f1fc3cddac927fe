/** `tmm table`: the evaluation, networks A to I, default against ours. */

import { Option } from "commander";
import {
  boardById,
  boards,
  evaluateModel,
  evaluateNetwork,
  evaluationChart,
  evaluationCsv,
  evaluationMarkdown,
  evaluationNetworks,
  evaluationPartial,
  evaluationReport,
  type EvaluationRow,
  evaluationText,
  loadOriginal,
  originals,
  usableSram,
  visible,
  zoo,
} from "../../../mod.ts";
import { ORIGINALS_FOLDER, shared } from "../arguments.ts";
import { type AddCommand, newCommand } from "../command.ts";
import { inProgress, type Io, print, writeJson } from "../io.ts";

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
      new Option(
        "--originals [folder]",
        "the files that tmm fetch brought instead; they are not run",
      )
        .preset(ORIGINALS_FOLDER).conflicts(["float", "all"]),
    )
    .addOption(
      new Option("--board <id>", "traffic, modelled time and energy on a board")
        .choices(boards.map(({ id }) => id)),
    )
    .addOption(
      new Option("--partial", "a column with bands of rows, up to 15 % more work: takes minutes"),
    )
    .addOption(new Option("--no-verify", "do not run the networks: a few seconds instead of many"))
    .addOption(shared.csv("one row per network and variant"))
    .addOption(shared.svg("default against ours, with what was published"))
    .addOption(shared.md("the table in Markdown"))
    .addOption(shared.json())
    .action(async ({ float, all, originals: folder, board, partial, verify, ...files }) => {
      const { csv, svg, md, json } = files;
      const onBoard = {
        board: board && { id: board, sram: usableSram(boardById(board)) },
        partial: partial && evaluationPartial,
      };
      const { rows, notes } = folder ? await rowsOfOriginals(io, folder, onBoard) : {
        rows: (all ? zoo : evaluationNetworks).map((network) =>
          inProgress(io, network.name, () =>
            evaluateNetwork(network, {
              dtype: float ? "float32" : "int8",
              verifySize: verify ? VERIFY_SIZE : undefined,
              ...onBoard,
            }))
        ),
        notes: [],
      };
      if (csv) await io.writeFile(csv, evaluationCsv(rows));
      if (svg) await io.writeFile(svg, evaluationChart(rows));
      if (md) await io.writeFile(md, evaluationMarkdown(rows));
      if (json) await writeJson(io, json, evaluationReport(rows, board ?? null));
      if (json === "-") return;
      print(io, evaluationText(rows));
      for (const note of notes) print(io, `note: ${visible(note)}`);
    });
};

/** Rows of the original files that are in a folder, and why others have none. */
async function rowsOfOriginals(
  io: Io,
  folder: string,
  options: Parameters<typeof evaluateModel>[2],
): Promise<{ rows: EvaluationRow[]; notes: string[] }> {
  const rows: EvaluationRow[] = [];
  const notes: string[] = [];
  for (const original of originals) {
    const { id, file, member = file } = original;
    const path = `${folder}/${file}`;
    const { name, published } = evaluationNetworks.find((network) => network.id === id)!;
    const evaluated = { id, name: `${name} (${member})`, published };
    if (await io.fileSize(path) === undefined) {
      notes.push(`${id} has no row: ${path} is not there`);
      continue;
    }
    try {
      const model = await loadOriginal(original, await io.readFile(path));
      rows.push(inProgress(io, name, () => evaluateModel(evaluated, model, options)));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      notes.push(`${id} has no row: ${error.message}`);
    }
  }
  if (rows.length > 0) return { rows, notes };
  throw new Error(`Cannot make the table: files of tmm fetch in ${folder} wanted, none came`);
}
