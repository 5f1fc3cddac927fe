/** Text for terminals: colours, and how many cells a text takes. */

import { shorten } from "../charts/mod.ts";

/** What a text is painted as: the parts of the table. */
export type Paint = "input" | "output" | "other" | "muted" | "strong" | "peak";

// Blue, yellow and grey of the terminal's own theme; the glyphs differ too.
const CODES: Readonly<Record<Paint, string>> = {
  input: "34",
  output: "33",
  other: "90",
  muted: "90",
  strong: "1",
  peak: "1;31",
};

/** A function that paints, or one that leaves text as it is. */
export function painter(colour: boolean): (paint: Paint, text: string) => string {
  if (!colour) return (_, text) => text;
  return (paint, text) => text === "" ? "" : `\x1b[${CODES[paint]}m${text}\x1b[0m`;
}

/** Cells that a text takes: two for characters that East Asian fonts draw twice as wide. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += WIDE.test(character) ? 2 : 1;
  return cells;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|[\u{1f000}-\u{3ffff}]/u;

/** A text cut in its middle to a number of cells, and filled up to it. */
export function fitCells(text: string, cells: number): string {
  let fit = text;
  for (let length = cells; cellsOf(fit) > cells; length--) fit = shorten(text, length);
  return fit + " ".repeat(cells - cellsOf(fit));
}
