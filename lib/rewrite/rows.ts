/** Rows of an image. */

/** Rows `[from, to)` of a tensor. */
export interface Rows {
  /** The first row. */
  readonly from: number;
  /** The row behind the last. */
  readonly to: number;
}
