/** What is wrong with a file: where, what a valid file has there, and what stands there. */

import { shorten, visible } from "../graph/mod.ts";

/** Characters of the longest part of a message; names in a file may have any length. */
const LONGEST = 300;

/**
 * A file that cannot be read, as fields and as a message of one line, which is safe to show: what a
 * terminal might act on is escaped, and what is longer than a line or two is cut.
 */
export class FormatError extends Error {
  /** Always `FormatError`. */
  override readonly name = "FormatError";
  /** The format that the file was read as; empty where none was recognised. */
  readonly format: string;
  /** A path such as `subgraphs[0].operators[12].inputs[0]`, or `byte 4`. */
  readonly place: string;
  /** What a valid file has there. */
  readonly expected: string;
  /** What stands there instead. */
  readonly found: string;

  /** Describes one fault. */
  constructor(format: string, place: string, expected: string, found: string) {
    const what = format === "" ? "the file" : `the ${format} file`;
    const parts = [place, expected, found].map((part) => visible(shorten(part, LONGEST)));
    super(`Cannot read ${what} at ${parts[0]}: expected ${parts[1]}, found ${parts[2]}`);
    this.format = format;
    [this.place, this.expected, this.found] = parts;
  }
}
