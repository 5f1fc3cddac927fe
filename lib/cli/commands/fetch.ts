/** `tmm fetch`: the original files of the networks A to I, into a folder that `tmm table` reads. */

import { Argument, InvalidArgumentError, Option } from "commander";
import { groupDigits, originals, unpackOriginal } from "../../../mod.ts";
import { ORIGINALS_FOLDER } from "../arguments.ts";
import { type AddCommand, newCommand } from "../command.ts";
import { download, type LocalFile, OfflineError } from "../download.ts";
import { print } from "../io.ts";

/** Adds the command. */
export const addFetch: AddCommand = (program, io) => {
  newCommand(
    program,
    "other",
    "fetch",
    "download the original files of networks A to I, for tmm table --originals",
    "fetch A B G",
  )
    .addArgument(
      new Argument("[networks...]", "which of them; all by default")
        .choices(originals.map(({ id }) => id)),
    )
    .addOption(
      new Option("--to <folder>", "where files go, and where half a file waits for its rest")
        .default(ORIGINALS_FOLDER),
    )
    .addOption(
      new Option("--mirror <url>", "a folder on the web that has files of the same names")
        .argParser(folderArgument),
    )
    .action(async (networks: string[], { to, mirror }) => {
      const wanted = originals.filter(({ id }) => networks.length === 0 || networks.includes(id));
      const missing: string[] = [];
      for (const original of wanted) {
        const { id, file } = original;
        const url = mirror ? mirror + file : original.url;
        try {
          const local = await download(
            io,
            `${to}/${file}`,
            { ...original, url },
            (data) => unpackOriginal(original, data),
          );
          print(io, `${id}  ${file}  ${outcome(local, original.sha256)}`);
        } catch (error) {
          if (error instanceof OfflineError || !(error instanceof Error)) throw error;
          missing.push(id);
          print(io, `${id}  ${file}  ${error.message}`);
        }
      }
      if (missing.length > 0) {
        throw new Error(
          `Cannot fetch ${missing.length} of ${wanted.length} files: ${missing.join(", ")}`,
        );
      }
    });
};

/** The URL of a folder, with a slash at its end. */
function folderArgument(text: string): string {
  if (URL.canParse(text)) return text.replace(/\/?$/, "/");
  throw new InvalidArgumentError("a URL wanted, such as http://localhost:8000/models");
}

function outcome({ bytes, sha256, cached }: LocalFile, known: string | undefined): string {
  const digest = known ? "SHA-256 as documented" : `SHA-256 ${sha256}, none documented`;
  return `${cached ? "there already" : "fetched"}, ${groupDigits(bytes)} bytes, ${digest}`;
}
