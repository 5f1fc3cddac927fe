/** The text format of protocol buffers: `field: value`, `field { ... }`, lists in brackets, comments. */

import { quoted } from "../../graph/mod.ts";
import { FormatError } from "../format_error.ts";
import { checkLimit, type Limits } from "../limits.ts";

/** A message as text gives it: per field all values, in order. */
export interface TextMessage {
  readonly [field: string]: readonly TextValue[];
}

/** A message, a quoted text (as its bytes), or a number or name as it is written. */
export type TextValue = TextMessage | Uint8Array | string;

/** A piece of the text. */
interface Token {
  /** Punctuation, a number or name, or the quotes that a text begins with. */
  readonly text: string;
  readonly start: number;
  /** For quoted texts: what they stand for. */
  readonly bytes?: Uint8Array;
}

/**
 * Reads a message. Between fields, commas and semicolons may stand; texts that follow each other are
 * one text.
 *
 * @param format The format that errors name.
 * @throws {FormatError} If the text is no such message.
 */
export function parseTextMessage(format: string, text: string, limits: Limits): TextMessage {
  const tokens = tokensOf(format, text);
  let token = tokens.next();
  const take = (): Token => {
    if (token.done) throw wrong(format, text, text.length, "more", "the end");
    const taken = token.value;
    token = tokens.next();
    return taken;
  };
  const sees = (...marks: string[]) =>
    !token.done && !token.value.bytes &&
    marks.includes(token.value.text);

  const message = (closing: string | undefined, depth: number): TextMessage => {
    if (depth > limits.depth) {
      const at = token.done ? text.length : token.value.start;
      checkLimit(limits, "depth", depth, format, lineAt(text, at));
    }
    const fields: Record<string, TextValue[]> = Object.create(null);
    for (;;) {
      if (closing === undefined ? token.done : sees(closing)) break;
      const name = take();
      if (name.bytes || !/^[\w.]+$/.test(name.text)) {
        throw wrong(format, text, name.start, "the name of a field", quoted(name.text));
      }
      if (sees(":")) take();
      const values = fields[name.text] ??= [];
      if (sees("[")) {
        take();
        while (!sees("]")) {
          values.push(value(depth));
          if (sees(",")) take();
        }
        take();
      } else values.push(value(depth));
      if (sees(",", ";")) take();
    }
    if (closing !== undefined) take();
    return fields;
  };

  const value = (depth: number): TextValue => {
    const first = take();
    if (first.bytes) {
      const parts = [first.bytes];
      while (!token.done && token.value.bytes) parts.push(take().bytes!);
      return parts.length === 1 ? parts[0] : joined(parts);
    }
    if (first.text === "{") return message("}", depth + 1);
    if (first.text === "<") return message(">", depth + 1);
    if (/^[-\w.+]+$/.test(first.text)) return first.text;
    throw wrong(format, text, first.start, "a value", quoted(first.text));
  };
  return message(undefined, 0);
}

function* tokensOf(format: string, text: string): Generator<Token> {
  const pattern = /[\s\ufeff]+|#[^\n]*|[-+]?[\w.]+(?:[-+]\d+)?|"|'|[{}<>[\]:,;]/y;
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) {
      throw wrong(format, text, start, "a field", quoted(text.slice(start, start + 8)));
    }
    if (found === '"' || found === "'") {
      const end = endOfText(text, start);
      if (end < 0) throw wrong(format, text, start, "a text that ends in its line", "none");
      yield { text: found, start, bytes: unescaped(text.slice(start + 1, end)) };
      pattern.lastIndex = end + 1;
    } else if (!/^[\s#\ufeff]/.test(found)) yield { text: found, start };
  }
}

/** Where a quoted text ends, or -1. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === text[start]) return at;
  }
  return -1;
}

const ESCAPES: Record<string, number> = { n: 10, r: 13, t: 9, a: 7, b: 8, f: 12, v: 11 };

/** The bytes of a text with the escapes of C: `\n`, `\315`, `\xcd`. */
function unescaped(text: string): Uint8Array {
  if (!text.includes("\\")) return new TextEncoder().encode(text);
  const parts = text.split(/\\([0-7]{1,3}|[xX][0-9a-fA-F]{1,2}|[^])/);
  return joined(parts.map((part, i) => {
    if (i % 2 === 0) return new TextEncoder().encode(part);
    if (/^[0-7]/.test(part)) return Uint8Array.of(parseInt(part, 8));
    if (/^x./i.test(part)) return Uint8Array.of(parseInt(part.slice(1), 16));
    return part in ESCAPES ? Uint8Array.of(ESCAPES[part]) : new TextEncoder().encode(part);
  }));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function wrong(format: string, text: string, at: number, expected: string, found: string) {
  return new FormatError(format, lineAt(text, at), expected, found);
}

function lineAt(text: string, at: number): string {
  return `line ${text.slice(0, at).split("\n").length}`;
}
