/** What is known about an operator type: the promise that every entry of the table keeps. */

import type { Access } from "./access/access.ts";
import type { Query, Shape } from "./query.ts";

/**
 * What is known about some operator types. Parts that are left out are not known, or are zero in the
 * case of `macs`. Rules throw {@linkcode Unknown} where an operator does not say what they need.
 */
export interface OperatorRule {
  /** The types that the rule is for, in the words of their format. */
  readonly types: readonly string[];
  /** The shapes of all outputs. */
  readonly shapes?: (query: Query) => readonly Shape[];
  /** Multiply-accumulates of one run. */
  readonly macs?: (query: Query) => number;
  /** In which order TensorFlow Lite Micro's reference kernel reads inputs and writes outputs. */
  readonly access?: (query: Query) => readonly Access[];
  /** Why pairs of input and output that `access` does not list must not share memory. */
  readonly refusal?: string;
}
