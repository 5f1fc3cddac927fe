/** How wide text will be: estimates at the wide end of common sans-serif fonts, so that labels fit. */

import { shorten } from "../graph/mod.ts";

/** Ems of the characters that a pattern matches; the first match counts. */
const EMS: readonly (readonly [RegExp, number])[] = [
  [/[ijlft.,:;'|!()[\]/\\ -]/, 0.41],
  [/[mwMW@%…→⇢\u{1100}-\u{10ffff}]/u, 1.05],
  [/[a-z0-9_]/, 0.64],
];
const OTHER_EMS = 0.72;
/** Characters below which the rest of a cut text says nothing. */
const LEAST = 8;

/** Width of a text in pixels at a font size in pixels. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text) {
    ems += EMS.find(([pattern]) => pattern.test(character))?.[1] ?? OTHER_EMS;
  }
  return ems * size;
}

/** A text that is cut in its middle to fit a width; empty where too little of it would be left. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  let [fits, tooLong] = [0, [...text].length];
  while (tooLong - fits > 1) {
    const length = (fits + tooLong) >> 1;
    if (textWidth(shorten(text, length), size) <= width) fits = length;
    else tooLong = length;
  }
  return fits < LEAST ? "" : shorten(text, fits);
}
