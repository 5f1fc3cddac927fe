/** An operator as its kernel sees it while TFLM prepares it: operands, attributes, options. */

import type { Attributes, DType, Graph, Operator } from "../graph/mod.ts";
import { ABSENT } from "../graph/mod.ts";
import { flexNumbers } from "./flexbuffer.ts";
import type { SourceOperator, SourceTensor } from "./source.ts";

/** A tensor that a kernel reads or writes. */
export interface Operand {
  /** Element type. */
  readonly dtype: DType;
  /** Dimensions as earlier kernels left them. */
  readonly shape: readonly number[];
  /** Dimensions as declared, -1 where the file leaves one open; absent where all are fixed. */
  readonly signature?: readonly number[];
  /** Scales where the file gives scales and zero points, else 0. */
  readonly scales: number;
  /** Whether the file holds its data. */
  readonly constant: boolean;
}

/** One operator with its operands. */
export interface KernelCall {
  /** The operator's type: a name of TFLite's schema, or the code of a custom operator. */
  readonly type: string;
  /** Settings by the names of TFLite's schema. */
  readonly attributes: Attributes;
  /** What it reads, in order; `undefined` in the place of one that is absent. */
  readonly inputs: readonly (Operand | undefined)[];
  /** What it writes, in order. */
  readonly outputs: readonly (Operand | undefined)[];
  /** Whole numbers among the options of a custom operator, by name. */
  readonly options: ReadonlyMap<string, number>;
}

/** What a call takes from elsewhere than the graph; every part may be missing. */
export interface CallFacts {
  /** By tensor id. */
  readonly tensors?: readonly SourceTensor[];
  /** Of the operator itself. */
  readonly operator?: SourceOperator;
  /** Shapes by tensor id; those of the graph if absent. */
  readonly shapes?: readonly (readonly number[])[];
}

const NO_OPTIONS: ReadonlyMap<string, number> = new Map();

/** The call of one operator of a graph. */
export function callOf(operator: Operator, graph: Graph, facts: CallFacts = {}): KernelCall {
  const operand = (id: number): Operand | undefined => {
    if (id === ABSENT) return undefined;
    const { dtype, shape, shapeSignature, role, quantization } = graph.tensors[id];
    const said = facts.tensors?.[id];
    const scales = said ? said.zeroPoints > 0 ? said.scales : 0 : quantization?.scales.length ?? 0;
    return {
      dtype,
      shape: facts.shapes?.[id] ?? shape,
      ...shapeSignature && { signature: shapeSignature },
      scales,
      constant: role === "constant",
    };
  };
  const { customOptions } = facts.operator ?? {};
  return {
    type: operator.type,
    attributes: operator.attributes,
    inputs: operator.inputs.map(operand),
    outputs: operator.outputs.map(operand),
    options: customOptions ? flexNumbers(customOptions) : NO_OPTIONS,
  };
}
