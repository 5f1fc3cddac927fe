/** What is known about an operator type: the promise that every entry of the table keeps. */

import type { DType } from "../graph/mod.ts";
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
  /**
   * The element types of all outputs, for formats that do not declare them; where it is left out, all
   * are of the type of the first input.
   */
  readonly dtypes?: (query: Query) => readonly DType[];
  /** The numbers of the first output where they follow from known ones; NaN for those that do not. */
  readonly values?: (query: Query) => readonly number[];
  /** The same for each output of operators that take a tensor apart. */
  readonly partValues?: (query: Query) => readonly (readonly number[])[];
  /** Whether sizes depend on the data: `shapes` are then the largest that the outputs can have. */
  readonly atMost?: (query: Query) => boolean;
  /** Multiply-accumulates of one run. */
  readonly macs?: (query: Query) => number;
  /** In which order TensorFlow Lite Micro's reference kernel reads inputs and writes outputs. */
  readonly access?: (query: Query) => readonly Access[];
  /** Why pairs of input and output that `access` does not list must not share memory. */
  readonly refusal?: string;
}
