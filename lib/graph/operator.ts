/** An operator: one step of the computation, which reads tensors and writes tensors. */

/** A value of an attribute: plain data only. */
export type AttributeValue =
  | number
  | string
  | boolean
  | readonly number[]
  | readonly string[];

/** Named settings of an operator: stride, padding, axis, ... */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** The id that stands in the place of an optional input that is absent. */
export const ABSENT: number = -1;

/** One operator of a graph. Its id is its index in {@linkcode Graph.operators}. */
export interface Operator {
  /** The type in the words of the file's format: `CONV_2D`, `Conv`, ... */
  readonly type: string;
  /**
   * Whose words the type is in, where formats use one word for different things: `MaxPool` of ONNX is
   * not that of TensorFlow. Absent: the words of TensorFlow Lite or ONNX, which share none.
   */
  readonly dialect?: "tensorflow";
  /** A name to show; where the format has none, the name of the first output. */
  readonly name: string;
  /** Named settings, in the words of the format's schema. */
  readonly attributes: Attributes;
  /** Tensor ids, in order; {@linkcode ABSENT} keeps the place of an optional input that is not there. */
  readonly inputs: readonly number[];
  /** Tensor ids, in order. */
  readonly outputs: readonly number[];
  /** Indices in {@linkcode Model.graphs} of the graphs that this operator calls (control flow). */
  readonly calls?: readonly number[];
}
