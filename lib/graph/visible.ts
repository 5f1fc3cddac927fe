/** Text that may hold anything, made safe to show: control characters visible, length limited. */

// Controls, formats (text direction, zero width), surrogates, private and unassigned code points.
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/gu;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A text in which every character that a terminal or a page might act on, or not show at all, is
 * written as an escape: `\n`, `\x1b`, `\u{202e}`. All other characters stay as they are.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0)!;
    const hex = code.toString(16);
    return SHORT[character] ?? (code < 256 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`);
  });
}

/** A text of at most `length` characters; what was cut from its middle is marked by `…`. */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  if (length < 1) return "";
  const tail = Math.floor((length - 1) / 2);
  const head = length - 1 - tail;
  return [...characters.slice(0, head), "…", ...characters.slice(characters.length - tail)].join(
    "",
  );
}

/** A name out of a file in quotes, for a sentence: its first 60 characters, all of them visible. */
export function quoted(text: string): string {
  return visible(JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text));
}

/** Converters join the names of all operators that they fuse by semicolons: the first will do. */
export function firstName(name: string): string {
  return visible(name.split(";")[0]);
}

/** A name out of a file in quotes, short enough for a table: of names that were joined, the first. */
export function shortName(name: string): string {
  return `"${shorten(firstName(name), 32)}"`;
}
