/** What is wrong with a file: where, what a valid file has there, and what stands there. */

/** A file that cannot be read, as fields and as a message of one line. */
export class FormatError extends Error {
  /** Always `FormatError`. */
  override readonly name = "FormatError";
  /** Describes one fault. */
  constructor(
    /** The format that the file was read as; empty where none was recognised. */
    readonly format: string,
    /** A path such as `subgraphs[0].operators[12].inputs[0]`, or `byte 4`. */
    readonly place: string,
    /** What a valid file has there. */
    readonly expected: string,
    /** What stands there instead. */
    readonly found: string,
  ) {
    const what = format === "" ? "the file" : `the ${format} file`;
    super(`Cannot read ${what} at ${place}: expected ${expected}, found ${found}`);
  }
}

/** Text of a file, quoted so that it fits into a message of one line. */
export function quoted(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  // JSON escapes the control characters below 32; these others also move a cursor or a line.
  return JSON.stringify(shown).replace(
    /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
