/** Where the operands of UNIDIRECTIONAL_SEQUENCE_LSTM stand among its inputs. */

/** The gates of a cell. */
export type GateName = "input" | "forget" | "cell" | "output";

/** The gates of a cell, by name. */
export const GATE_NAMES: readonly GateName[] = ["input", "forget", "cell", "output"];

/** The places of each gate's operands: weights of the input, of the hidden state, and the bias. */
export const GATES: Readonly<
  Record<GateName, { readonly weights: number; readonly recurrent: number; readonly bias: number }>
> = {
  input: { weights: 1, recurrent: 5, bias: 12 },
  forget: { weights: 2, recurrent: 6, bias: 13 },
  cell: { weights: 3, recurrent: 7, bias: 14 },
  output: { weights: 4, recurrent: 8, bias: 15 },
};

/** The place of the hidden state, a variable: the output of the last step. */
export const HIDDEN = 18;

/** The place of the cells, a variable. */
export const MEMORY = 19;
