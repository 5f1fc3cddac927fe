/** A draft: the outline of a .tflite model's main graph, which refers to the file's tables. */

import { isTflite, load, type TfliteModel } from "../formats/mod.ts";
import type { TflmSource } from "../tflm/mod.ts";
import { graphOf, type Outline, outlineOf } from "./outline.ts";

/** The main graph of a model in parts: what they were in the file, they find in its tables. */
export interface Draft extends Outline {
  /** The file that the draft refers to. */
  readonly model: TfliteModel;
}

/**
 * The draft of a model as it is.
 *
 * @param schedule Operator ids in execution order, which must be valid; that of the file if absent.
 */
export function draftOf(model: TfliteModel, schedule?: readonly number[]): Draft {
  return { model, ...outlineOf(model.graphs[model.main], schedule) };
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

/** The model of a rewritten file. */
export function loadTflite(bytes: Uint8Array): TfliteModel {
  const model = load(bytes);
  if (isTflite(model)) return model;
  throw new TypeError(`Cannot load the rewritten file: tflite wanted, ${model.format} came`);
}
