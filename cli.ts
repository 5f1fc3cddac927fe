/** The entry point of the command line: hands Deno to `lib/cli`, and exits with its code. */

import { CommanderError } from "commander";
import manifest from "./deno.json" with { type: "json" };
import { commandLine, errorLine, NotMet } from "./lib/cli/mod.ts";
import { denoIo, writeAll } from "./lib/platform/mod.ts";

try {
  await commandLine(denoIo, manifest.version).parseAsync(["deno", "tmm", ...Deno.args]);
} catch (error) {
  if (error instanceof CommanderError) Deno.exit(error.exitCode);
  writeAll(Deno.stderr, errorLine(error));
  leave(error instanceof NotMet ? 2 : 1);
}
leave(0);

/** Ends the process, and says so if Ctrl+C has ended a search. */
function leave(code: number): never {
  if (!denoIo.wasInterrupted()) Deno.exit(code);
  writeAll(Deno.stderr, "tmm: interrupted: this is the best so far\n");
  Deno.exit(130);
}
