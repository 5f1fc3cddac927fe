/** Plans many models at a time, each in a process that can be ended. */

import { noFigures, type SweepRow } from "../../../mod.ts";
import type { Helper, Io } from "../io.ts";
import type { Answer, Question } from "./question.ts";
import type { SweepModel } from "./models.ts";

/** How to plan. */
export interface PoolOptions extends Pick<Question, "kernels"> {
  /** Milliseconds for each model. */
  readonly timeoutMs: number;
  /** Models at a time. */
  readonly workers: number;
  /** Whether rows tell how long they took. */
  readonly times: boolean;
  /** Rows that are there: a model whose file is still the same is not planned again. */
  readonly done: readonly SweepRow[];
}

/**
 * Plans models and tells each row when it is there; `undefined` for a model that is done already.
 *
 * @throws Whatever `tell` throws; nothing is told after that.
 */
export async function planAll(
  io: Io,
  models: readonly SweepModel[],
  options: PoolOptions,
  tell: (row: SweepRow | undefined) => Promise<void>,
): Promise<void> {
  const { kernels, done, times } = options;
  const keyOf = ({ model, kernels, sha256 }: SweepRow) => JSON.stringify([model, kernels, sha256]);
  const known = new Set(done.map(keyOf));
  const rowOf = async ({ name, path }: SweepModel, helper: Replaced) => {
    const start = io.now();
    const { error, ...file } = await fingerprint(io, path);
    const row = { model: name, ...file, kernels, ...noFigures, error };
    if (known.has(keyOf(row))) return undefined;
    const answered = error === null ? await helper.ask({ path, kernels }) : {};
    return { ...row, ...answered, ...times && { ms: Math.round(io.now() - start) } };
  };
  const rest = models.values();
  let told = Promise.resolve(); // One after the other; none after one that fails.
  const work = async () => {
    const helper = new Replaced(io, options);
    try {
      for (const model of rest) {
        const row = await rowOf(model, helper);
        await (told = told.then(() => tell(row)));
      }
    } finally {
      helper.end();
    }
  };
  await Promise.all(Array.from({ length: options.workers }, work));
}

/** What tells a file from others, or why it cannot be read. */
async function fingerprint(
  io: Io,
  path: string,
): Promise<Pick<SweepRow, "bytes" | "sha256" | "error">> {
  try {
    const bytes = await io.readFile(path);
    const digest = await crypto.subtle.digest("SHA-256", bytes as BufferSource);
    return { bytes: bytes.length, sha256: new Uint8Array(digest).toHex(), error: null };
  } catch (error) {
    return {
      bytes: null,
      sha256: null,
      error: error instanceof Error ? error.message : `${error}`,
    };
  }
}

/** Longer than this, timers end at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** A helper, and another one after each that fails. */
class Replaced {
  #helper?: Helper;

  constructor(readonly io: Io, readonly options: PoolOptions) {}

  async ask(question: Question): Promise<Answer> {
    const { timeoutMs } = this.options;
    const helper = this.#helper ??= this.io.startHelper();
    let isLate = false;
    const alarm = setTimeout(() => {
      isLate = true;
      helper.kill();
    }, Math.min(timeoutMs, LONGEST_MS));
    const answer = await helper.ask(question);
    clearTimeout(alarm);
    if (answer !== undefined) return answer;
    this.#helper = undefined;
    return {
      error: isLate
        ? `Cannot plan the model: an end within ${timeoutMs / 1000} s wanted, none came`
        : "Cannot plan the model: its process ended, as it does without enough memory",
    };
  }

  end(): void {
    this.#helper?.kill();
  }
}
