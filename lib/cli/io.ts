/** What the command line needs of the platform: files, the network, a terminal, a clock. */

import { groupDigits, type PngFiles, visible } from "../../mod.ts";
import type { Answer, Question } from "./sweep/question.ts";

/** The platform, as the commands see it; paths are the platform's own. */
export interface Io {
  /** The bytes of a file. */
  readFile(path: string): Promise<Uint8Array>;
  /** What rendering charts as pixels needs. */
  pngFiles(): Promise<PngFiles>;
  /** Writes a whole file or nothing: an interrupted write leaves the old file. */
  writeFile(path: string, data: string | Uint8Array): Promise<void>;
  /** Bytes of a file; undefined if there is none. */
  fileSize(path: string): Promise<number | undefined>;
  /** Whether two paths lead to the same file; not if one of them leads to none. */
  isSameFile(a: string, b: string): Promise<boolean>;
  /** All files in a folder and below it, as sorted paths from there; undefined if it is no folder. */
  listFiles(folder: string): Promise<string[] | undefined>;
  /** Writes at the end of a file, which is made if there is none. */
  appendFile(path: string, data: Uint8Array): Promise<void>;
  /** Gives a file another name; a file of that name is replaced. */
  renameFile(from: string, to: string): Promise<void>;
  /** Removes a file if it is there. */
  removeFile(path: string): Promise<void>;
  /**
   * Asks for a file from a byte on. A server that can do so answers 206, others 200 and the whole.
   *
   * @throws {TypeError} If no server answers.
   */
  fetch(url: string, from: number): Promise<Response>;
  /** Text for standard output, as it is. */
  write(text: string): void;
  /** Text for standard error while something takes long; does nothing where nobody watches. */
  progress(text: string): void;
  /** Serves the page without install to this machine; tells where it is, and when it has ended. */
  serve(port: number): Promise<{ readonly url: string; readonly finished: Promise<void> }>;
  /** Milliseconds. */
  now(): number;
  /**
   * Does work that keeps this thread busy. Meanwhile Ctrl+C does not end the process: the work can see
   * that it came, once; a second one ends the process.
   */
  interruptible<T>(work: (isInterrupted: () => boolean) => T): Promise<T>;
  /** Whether Ctrl+C came during such work. */
  wasInterrupted(): boolean;
  /** Starts a process that plans models, and may do nothing but read files. */
  startHelper(): Helper;
  /** Processors that this process may use. */
  readonly cores: number;
  /** Whether standard output is a terminal that shows colours. */
  readonly colour: boolean;
  /** Cells in a line of standard output. */
  readonly width: number;
}

/** The part of it that reads models. */
export type FileReader = Pick<Io, "readFile" | "fileSize" | "listFiles">;

/** A process that plans models; it ends with this one, however that ends. */
export interface Helper {
  /** The answer; undefined if the process ends before. Wait for it before asking again. */
  ask(question: Question): Promise<Answer | undefined>;
  /** Ends the process at once, whatever it does. */
  kill(): void;
}

/** A budget, a capacity or an arena that is not met: exit code 2. */
export class NotMet extends Error {}

/** What may act on a terminal: ends of lines and the colours of our own tables. */
// deno-lint-ignore no-control-regex -- it is the escape that terminals act on
const OURS = /(\n|\x1b\[[0-9;]*m)/;

/** A line, or several, for standard output; what a name in a file would do to a terminal is shown. */
export function print(io: Io, text: string): void {
  const isOurs = (part: string) => part === "\n" || io.colour;
  const parts = text.split(OURS)
    .map((part, i) => i % 2 === 1 && isOurs(part) ? part : visible(part));
  io.write(`${parts.join("")}\n`);
}

/** What standard error says of an error: one line, whatever the path or a name in a file holds. */
export function errorLine(error: unknown): string {
  return `tmm: ${visible(error instanceof Error ? error.message : String(error))}\n`;
}

/** `--json FILE`: `-` is standard output, and nothing else goes there. */
export async function writeJson(io: Io, path: string, value: unknown): Promise<void> {
  const escaped = (units: string) =>
    units.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join(
      "",
    );
  // The same texts for whoever reads JSON, and nothing that acts on a terminal that shows it.
  const text = `${JSON.stringify(value).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped)}\n`;
  if (path === "-") io.write(text);
  else await io.writeFile(path, text);
}

/** Runs what may take long, and says so while it does. */
export function inProgress<T>(io: Io, what: string, work: () => T): T {
  io.progress(`${what} ...`);
  try {
    return work();
  } finally {
    io.progress("");
  }
}

/** @throws {NotMet} If more is needed than there is; says of what, and how much is missing. */
export function demandWithin(needed: number, budget: number | undefined, what = ""): void {
  if (budget === undefined || needed <= budget) return;
  const [needs, has, missing] = [needed, budget, needed - budget]
    .map((bytes) => groupDigits(bytes));
  const bytes = `bytes${what && ` of ${what}`}`;
  throw new NotMet(`does not fit: ${needs} ${bytes} needed, ${has} there, ${missing} missing`);
}
