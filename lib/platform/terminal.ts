/** The terminal and the clock for the command line. */

import type { Io } from "../cli/mod.ts";

const encoder = new TextEncoder();
const onTerminal = Deno.stdout.isTerminal();

/** Deno's terminal and clock. */
export const terminal: Pick<Io, "write" | "progress" | "now" | "colour" | "width"> = {
  write: (text) => writeAll(Deno.stdout, text),
  progress(text) {
    if (Deno.stderr.isTerminal()) writeAll(Deno.stderr, `\x1b[2K\r${text}`);
  },
  now: () => performance.now(),
  colour: onTerminal && !Deno.noColor,
  width: onTerminal ? Deno.consoleSize().columns : 100,
};

/**
 * Writes all of a text, however little of it a stream takes at a time. Where nobody reads on, as after
 * `| head`, it is lost: the files of the command and its exit code count all the same.
 */
export function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = encoder.encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
