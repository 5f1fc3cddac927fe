/** Results on demand: in the middle of a cell, several in a row, and charts with options. */

import { viewOfResult } from "./kinds.ts";

/** The key under which Deno's kernel asks a value how it is to be shown. */
export const DISPLAY = Symbol.for("Jupyter.display");

/** A value that the kernel shows: under `Symbol.for("Jupyter.display")`, data by media type. */
export type Displayable = Readonly<Record<symbol, () => Readonly<Record<string, string>>>>;

/**
 * A result, or a chart (the text of an SVG), as the kernel shows it. Needed only for charts: results
 * that are the last value of a cell show themselves.
 *
 * @example
 * ```ts
 * import { compareChart, show } from "@tmm/tmm";
 * show(compareChart([{ name: "one", baseline: 100, ours: 60 }])); // the last line of a cell
 * ```
 *
 * @throws {TypeError} If the value is neither.
 */
export function show(value: unknown): Displayable {
  if (typeof value === "string" && value.startsWith("<svg ")) {
    const [, title = ""] = value.match(/ aria-label="([^"]*)"/) ?? [];
    return displayable({ "text/html": value, "text/plain": unescape(title) });
  }
  const view = viewOfResult(value);
  if (!view) {
    throw new TypeError(`Cannot show this: a result or an SVG wanted, ${typeof value} came`);
  }
  const { text, html } = view();
  return displayable({ "text/html": html, "text/plain": text });
}

function displayable(data: Readonly<Record<string, string>>): Displayable {
  return { [DISPLAY]: () => data };
}

const CHARACTERS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

const unescape = (text: string) =>
  text.replace(/&(amp|lt|gt|quot);/g, (_, name) => CHARACTERS[name]);
