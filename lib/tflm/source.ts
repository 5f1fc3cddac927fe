/** What TFLM reads of a .tflite file: its graphs, and the few facts beside them that cost memory. */

import type { Graph } from "../graph/mod.ts";

/** What a file says about a tensor besides {@linkcode Graph}. */
export interface SourceTensor {
  /** The `is_variable` field: TFLM keeps such a tensor in the tail. */
  readonly isVariable: boolean;
  /** Elements of the `scale` vector; 0 where there is none. */
  readonly scales: number;
  /** Elements of the `zero_point` vector; 0 where there is none. */
  readonly zeroPoints: number;
}

/** What a file says about an operator besides {@linkcode Graph}. */
export interface SourceOperator {
  /** Index in {@linkcode TflmSource.operatorCodes}. */
  readonly opcodeIndex: number;
  /** Options of a custom operator, a FlexBuffer; absent where there are none. */
  readonly customOptions?: Uint8Array;
}

/** A .tflite file as TFLM sees it; what the reader of such files returns is one. */
export interface TflmSource {
  /** All subgraphs in the order of the file; TFLM runs the first. */
  readonly graphs: readonly Graph[];
  /** Per graph: the facts beside it, by tensor and by operator id. */
  readonly subgraphs: readonly {
    readonly tensors: readonly SourceTensor[];
    readonly operators: readonly SourceOperator[];
  }[];
  /**
   * The operator types of the file: the code that counts, and the `builtin_code` field, which is 0
   * in files from before it existed.
   */
  readonly operatorCodes: readonly { readonly code: number; readonly builtinCode: number }[];
  /** The file's metadata: names and bytes. */
  readonly metadata: readonly { readonly name: string; readonly data: Uint8Array }[];
}
