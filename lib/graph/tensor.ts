/** A tensor: a named, typed, shaped value that operators read and write. */

import type { DType } from "./dtype.ts";

/**
 * What a tensor's bytes are: computed at run time (`activation`), read-only data of the file
 * (`constant`), or state that outlives one inference (`variable`).
 */
export type TensorRole = "activation" | "constant" | "variable";

/** Affine quantisation: `real = scale * (stored - zeroPoint)`, per tensor or along one dimension. */
export interface Quantization {
  /** One scale per tensor, or one per slice of `dimension`; none where a tensor holds those of blocks. */
  readonly scales: readonly number[];
  /** As many zero points as scales. */
  readonly zeroPoints: readonly number[];
  /** The dimension along which the scales run; 0 where there is one scale only. */
  readonly dimension: number;
  /** Elements per block where scales are given blockwise. */
  readonly blockSize?: number;
}

/** One tensor of a graph. Its id is its index in {@linkcode Graph.tensors}. */
export interface Tensor {
  /** The name that the file gives it; may hold any characters. */
  readonly name: string;
  /** Element type. */
  readonly dtype: DType;
  /** Dimensions as counted; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** Bytes of the dense tensor (or of the stored data, for constants that are sparse or strings). */
  readonly bytes: number;
  /** Whether its bytes are activation memory, stored data, or state. */
  readonly role: TensorRole;
  /** Dimensions as declared, -1 where the file leaves one open; absent where all are fixed. */
  readonly shapeSignature?: readonly number[];
  /** How stored integers stand for real numbers; absent for tensors that are not quantised. */
  readonly quantization?: Quantization;
  /** True where the stored data is a sparse encoding of the dense tensor. */
  readonly sparse?: boolean;
  /**
   * The numbers of a small tensor that are known before anything runs: a shape, an axis, a scale that
   * the file does not hold as plain bytes, or that follows from shapes. NaN where one is not known.
   */
  readonly values?: readonly number[];
  /** The data of a constant: a view of the file's bytes, never a copy. Absent where it lies elsewhere. */
  readonly data?: Uint8Array;
}
