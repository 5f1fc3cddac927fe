/** How work on hostile input may end: well, or with an error of ours in one printable line. */

import { FormatError } from "../../lib/formats/mod.ts";

/** An input was taken, or refused as it should be. */
export type Outcome = "taken" | "refused";

/** Characters of the longest message: it must fit on a screen. */
const LONGEST_MESSAGE = 1000;

/** How our own messages begin; the engine's ("Cannot read properties of ...") have no colon. */
const OURS = /^Cannot [^:]+: ./;

/** @throws {Error} If the work ends in any other way; what ended it is the cause. */
export function outcomeOf(work: () => void): Outcome {
  try {
    work();
    return "taken";
  } catch (error) {
    checkRefusal(error);
    return "refused";
  }
}

/** @throws {Error} If an error is none of ours, or cannot be shown as it is. */
export function checkRefusal(error: unknown): void {
  const fault = (what: string) => new Error(`${what}: ${String(error)}`, { cause: error });
  const isKnown = error instanceof FormatError || error instanceof RangeError ||
    error instanceof TypeError || error instanceof SyntaxError;
  if (!isKnown) throw fault("an error of another kind");
  if (!OURS.test(error.message)) throw fault("an error that is not ours");
  checkText(error.message);
  if (error.message.length > LONGEST_MESSAGE) throw fault("a message that fills the screen");
}

/** @throws {Error} If a text holds what acts on a terminal or cannot be seen. */
export function checkText(text: string): void {
  const hidden = text.match(/[\p{C}\p{Zl}\p{Zp}]/u);
  if (!hidden) return;
  const code = hidden[0].codePointAt(0)!.toString(16);
  throw new Error(
    `a text with the hidden character ${code}: ${JSON.stringify(text.slice(0, 200))}`,
  );
}

/** @throws {Error} If a line of a text holds such a character. */
export function checkLines(text: string): void {
  text.split("\n").forEach(checkText);
}
