/** A draft: the main graph of a .tflite model as values to edit, which refer to the file's tables. */

import { isTflite, load, type TfliteModel } from "../formats/mod.ts";
import { ABSENT, createGraph, type Graph, type Operator, type Tensor } from "../graph/mod.ts";
import type { TflmSource } from "../tflm/mod.ts";

/** A tensor of a draft: one of the file as it is, or a new one. */
export interface DraftTensor extends Tensor {
  /** Id in the file's main graph; absent for a new tensor. */
  readonly table?: number;
  /** For a new tensor: the tensor of the file whose table of quantisation is its own, too. */
  readonly like?: number;
}

/** An operator of a draft. */
export interface DraftOperator extends Operator {
  /** The operator of the file's main graph that it computes, or computes a part of. */
  readonly origin: number;
  /**
   * The operator of the file whose type, version and options it has; absent for a new builtin
   * operator. Where `attributes` are not those of the file, new options are written.
   */
  readonly table?: number;
}

/** The main graph of a model, in parts. Ids of tensors and operators are indices, as in a graph. */
export interface Draft {
  /** The file that the draft refers to. */
  readonly model: TfliteModel;
  /** All tensors of the main graph. */
  readonly tensors: readonly DraftTensor[];
  /** Its operators in execution order. */
  readonly operators: readonly DraftOperator[];
  /** Ids of what the caller writes. */
  readonly inputs: readonly number[];
  /** Ids of what the caller reads. */
  readonly outputs: readonly number[];
}

/**
 * The draft of a model as it is.
 *
 * @param schedule Operator ids in execution order, which must be valid; that of the file if absent.
 */
export function draftOf(model: TfliteModel, schedule?: readonly number[]): Draft {
  const { tensors, operators, inputs, outputs } = model.graphs[model.main];
  const order = schedule ?? operators.map((_, o) => o);
  return {
    model,
    tensors: tensors.map((tensor, id) => ({ ...tensor, table: id })),
    operators: order.map((o) => ({ ...operators[o], origin: o, table: o })),
    inputs,
    outputs,
  };
}

const graphs = new WeakMap<Draft, Graph>();

/**
 * The graph of a draft, checked. Computed once per draft.
 *
 * @throws {GraphError} If the draft is not a valid graph.
 */
export function graphOf(draft: Draft): Graph {
  const known = graphs.get(draft);
  if (known) return known;
  const { model, tensors, operators, inputs, outputs } = draft;
  const { name } = model.graphs[model.main];
  const graph = createGraph({
    name,
    tensors: [...tensors],
    operators: [...operators],
    inputs,
    outputs,
  });
  graphs.set(draft, graph);
  return graph;
}

/** The draft as TFLM will see it once it is written: to predict its arena without writing it. */
export function sourceOf(draft: Draft): TflmSource & { readonly main: number } {
  const { model, tensors, operators } = draft;
  const own = model.subgraphs[model.main];
  const subgraph = {
    tensors: tensors.map(({ table, quantization }) => {
      if (table !== undefined) return own.tensors[table];
      const scales = quantization?.scales.length ?? 0;
      return { buffer: 0, isVariable: false, scales, zeroPoints: scales };
    }),
    operators: operators.map(({ table }) =>
      table === undefined
        ? { opcodeIndex: model.operatorCodes.length, intermediates: [] }
        : own.operators[table]
    ),
  };
  const graph = graphOf(draft);
  return {
    graphs: model.graphs.map((each, g) => g === model.main ? graph : each),
    subgraphs: model.subgraphs.map((each, g) => g === model.main ? subgraph : each),
    // One code for all new operators: only the codes of control flow matter, which is never new.
    operatorCodes: [...model.operatorCodes, { code: 0, builtinCode: 0 }],
    metadata: [],
    main: model.main,
  };
}

/** Why a model's main graph cannot be edited; `undefined` where it can. */
export function draftFault(model: TfliteModel): string | undefined {
  const graph = model.graphs[model.main];
  const { tensors } = model.subgraphs[model.main];
  if (model.graphs.length > 1) return "it has several subgraphs";
  if (graph.operators.some(({ calls = [] }) => calls.length > 0)) return "it has control flow";
  if (graph.controlEdges.length > 0) return "its operators are ordered by more than their tensors";
  if (tensors.some(({ isVariable }) => isVariable)) return "it has variables";
  if (tensors.some(({ blockwise }) => blockwise)) return "it has blockwise quantisation";
  return undefined;
}

/** The operators that read each tensor, in order, each once. */
export function readersOf({ tensors, operators }: Draft): number[][] {
  const readers: number[][] = tensors.map(() => []);
  operators.forEach(({ inputs }, o) => {
    for (const id of new Set(inputs)) if (id !== ABSENT) readers[id].push(o);
  });
  return readers;
}

/** The model of a rewritten file. */
export function loadTflite(bytes: Uint8Array): TfliteModel {
  const model = load(bytes);
  if (isTflite(model)) return model;
  throw new TypeError(`Cannot load the rewritten file: tflite wanted, ${model.format} came`);
}
