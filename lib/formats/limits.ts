/** How much a reader may make out of a file: a small or broken one must not take all memory. */

import { FormatError } from "./format_error.ts";

/** What a file may come to at most. Raise one for a file that is really so large. */
export interface Limits {
  /** Operators that the file lists, over all graphs; default 1,000,000. */
  readonly operators: number;
  /** Tensors of all graphs, and what connects them beyond operators; default 2,000,000. */
  readonly tensors: number;
  /**
   * What functions bring in at their calls, and layers of Keras become: operators, and the names that
   * they read and write; default 300,000. Functions that call functions grow a small file endlessly.
   */
  readonly inlined: number;
  /** Messages and list elements of a protocol buffer; default 2,000,000. */
  readonly parts: number;
  /** Messages, graphs, functions, models or calls inside each other; default 100. */
  readonly depth: number;
  /** Bytes of a file that is taken out of an archive; default 1 GiB. */
  readonly unpacked: number;
}

/** Far more than any model for a microcontroller has, and little enough for any computer. */
export const DEFAULT_LIMITS: Limits = {
  operators: 1_000_000,
  tensors: 2_000_000,
  inlined: 300_000,
  parts: 2_000_000,
  depth: 100,
  unpacked: 2 ** 30,
};

const WHAT: Readonly<Record<keyof Limits, string>> = {
  operators: "operators",
  tensors: "tensors",
  inlined: "operators and names that functions or layers bring in",
  parts: "parts",
  depth: "calls, graphs or messages inside each other, none in itself",
  unpacked: "bytes",
};

/**
 * The limits of a caller: those that are given, and the defaults of the others.
 *
 * @throws {RangeError} If there is no limit of a name that is given: which there are.
 */
export function limitsOf({ limits = {} }: { limits?: Partial<Limits> }): Limits {
  for (const [name, limit] of Object.entries(limits)) {
    if (Object.hasOwn(DEFAULT_LIMITS, name) && limit >= 0) continue;
    const names = Object.keys(DEFAULT_LIMITS).join(", ");
    throw new RangeError(
      `Cannot limit a file: numbers for ${names} wanted, ${limit} for "${name}" came`,
    );
  }
  return { ...DEFAULT_LIMITS, ...limits };
}

/** @throws {FormatError} If a count is beyond its limit: which one, so that it can be raised. */
export function checkLimit(
  limits: Limits,
  name: keyof Limits,
  count: number,
  format: string,
  place: string,
): void {
  if (count <= limits[name]) return;
  const expected = `at most ${limits[name]} ${WHAT[name]} (limit "${name}", which can be raised)`;
  throw new FormatError(format, place, expected, name === "unpacked" ? `${count}` : "more");
}
