/** Writes a draft as a .tflite file: new tables in front, all that is untouched where it was. */

import type { Builder } from "flatbuffers";
import {
  BUILTIN_OPERATORS,
  CONTROL_DEPENDENCIES,
  DTYPES,
  Table,
  type TfliteModel,
  tfliteSlots,
  writeTables,
} from "../formats/mod.ts";
import { OFFLINE_PLAN_NAME } from "../tflm/mod.ts";
import type { Draft } from "./draft.ts";
import { KERNELS_NAME } from "./offline_plan.ts";
import type { OutlineOperator, OutlineTensor } from "./outline.ts";
import { writeSources } from "./sources.ts";
import { buildRoot, prependTables } from "./tables.ts";

const { MODEL, OPERATOR, OPERATOR_CODE, SIGNATURE, SUBGRAPH, TENSOR, TENSOR_MAP } = tfliteSlots;
const { ints, options, table, tables } = writeTables;

/**
 * The name of the metadata entry that says, as a little-endian int32 for each operator of the main
 * graph, of which operator of the original file it computes a part.
 */
export const ORIGIN_NAME = "tmm.origin";

/** The version of every operator that rewrites add: SLICE, PAD and CONCATENATION know int8 from it on. */
const NEW_VERSION = 2;

/** The field that older readers look at holds no code above this one. */
const LAST_DEPRECATED_CODE = 127;

/**
 * The bytes of a draft. Old tensors, options, weights and metadata are pointed to where they are, so
 * that the file grows by the new tables only. A memory plan of the old file is left out: it is for
 * other tensors.
 *
 * @throws {RangeError} If the file says something by operator ids that cannot be kept.
 */
export function encodeDraft(draft: Draft): Uint8Array {
  const { model, tensors, operators } = draft;
  const origins = Int32Array.from(originsOf(draft));
  return prependTables(model, (builder) => {
    const fresh = tensors.filter(({ table, data }) => table === undefined && data);
    const written = writeSources(builder, model, {
      constants: fresh.map(({ data }) => data!),
      metadata: [{ name: ORIGIN_NAME, data: new Uint8Array(origins.buffer) }],
      without: [OFFLINE_PLAN_NAME, KERNELS_NAME, CONTROL_DEPENDENCIES],
    });
    const bufferOf = new Map(fresh.map((tensor, i) => [tensor, written.constants[i]]));
    const old = oldTables(model);
    const tensorTables = tensors.map((tensor) =>
      tensor.table === undefined
        ? writeTensor(builder, tensor, old.tensors, bufferOf.get(tensor) ?? 0)
        : -old.tensors[tensor.table].at
    );
    const codes = operatorCodes(builder, model, operators);
    const operatorTables = operators.map((operator) =>
      writeOperator(builder, draft, operator, old.operators, codes.indexOf(operator))
    );
    const main = writeSubgraph(builder, draft, old.main, tensorTables, operatorTables);
    const subgraphs = old.subgraphs.map(({ at }, g) => g === model.main ? main : -at);
    return buildRoot(builder, model, {
      operator_codes: codes.vector,
      subgraphs: tables(builder, subgraphs),
      buffers: written.buffers,
      metadata: written.metadata,
      ...model.signatures.length > 0 && { signature_defs: writeSignatures(builder, draft) },
    });
  });
}

/** Origins in the file that was there first: a file that was rewritten before says its own. */
function originsOf({ model, operators }: Draft): number[] {
  const data = model.metadata.findLast(({ name }) => name === ORIGIN_NAME)?.data;
  if (data === undefined) return operators.map(({ origin }) => origin);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return operators.map(({ origin }) => view.getInt32(4 * origin, true));
}

function oldTables(model: TfliteModel) {
  const subgraphs = Table.root(model.format, model.bytes).tables(MODEL.subgraphs, "subgraphs");
  const main = subgraphs[model.main];
  return {
    subgraphs,
    main,
    tensors: main.tables(SUBGRAPH.tensors, "tensors"),
    operators: main.tables(SUBGRAPH.operators, "operators"),
  };
}

/** The offset of what a field of an old table points to; 0 where it is absent. */
function oldTarget(old: Table, slot: number): number {
  return -(old.target(slot, `field ${slot}`) ?? 0);
}

function writeTensor(
  builder: Builder,
  { name, shape, dtype, like }: OutlineTensor,
  old: readonly Table[],
  buffer: number,
): number {
  const shapeVector = ints(builder, shape);
  const label = builder.createString(name);
  const quantization = like === undefined ? 0 : oldTarget(old[like], TENSOR.quantization);
  return table(builder, () => {
    builder.addFieldOffset(TENSOR.shape, shapeVector, 0);
    builder.addFieldInt8(TENSOR.type, DTYPES.indexOf(dtype), 0);
    builder.addFieldInt32(TENSOR.buffer, buffer, 0);
    builder.addFieldOffset(TENSOR.name, label, 0);
    builder.addFieldOffset(TENSOR.quantization, quantization, 0);
    builder.addFieldInt8(TENSOR.has_rank, 1, 0);
  });
}

/** The list of operator codes, with one more for each type of new operator that it lacks. */
function operatorCodes(
  builder: Builder,
  model: TfliteModel,
  operators: readonly OutlineOperator[],
) {
  const { subgraphs, main } = model;
  const old = Table.root(model.format, model.bytes).tables(MODEL.operator_codes, "operator_codes");
  const codes = old.map(({ at }) => -at);
  const known = model.operatorCodes.map(({ type, version }) =>
    version >= NEW_VERSION ? type : undefined
  );
  for (const { type, table: old } of operators) {
    if (old !== undefined || known.includes(type)) continue;
    known.push(type);
    const code = BUILTIN_OPERATORS.indexOf(type);
    codes.push(table(builder, () => {
      const deprecated = Math.min(code, LAST_DEPRECATED_CODE);
      builder.addFieldInt8(OPERATOR_CODE.deprecated_builtin_code, deprecated, 0);
      builder.addFieldInt32(OPERATOR_CODE.version, NEW_VERSION, 1);
      builder.addFieldInt32(OPERATOR_CODE.builtin_code, code, 0);
    }));
  }
  return {
    vector: tables(builder, codes),
    indexOf: ({ type, table: old }: OutlineOperator) =>
      old === undefined ? known.indexOf(type) : subgraphs[main].operators[old].opcodeIndex,
  };
}

function writeOperator(
  builder: Builder,
  { model, tensors }: Draft,
  { type, inputs, outputs, attributes, table: from }: OutlineOperator,
  oldOperators: readonly Table[],
  opcode: number,
): number {
  const old = from === undefined ? undefined : oldOperators[from];
  const isKept = from !== undefined &&
    attributes === model.graphs[model.main].operators[from].attributes;
  const inputVector = ints(builder, inputs);
  const outputVector = ints(builder, outputs);
  const inner = from === undefined ? [] : model.subgraphs[model.main].operators[from].intermediates;
  const ids = inner.map((id) => tensors.findIndex((tensor) => tensor.table === id));
  const intermediates = ids.length > 0 ? ints(builder, ids) : 0;
  const fresh = isKept ? { member: 0, offset: 0 } : options(builder, type, attributes);
  if (old && old.number(OPERATOR.large_custom_options_offset, "options", "ulong") > 1) {
    throw new RangeError("Cannot write the draft: options inside the file wanted, some lie behind");
  }
  return table(builder, () => {
    builder.addFieldInt32(OPERATOR.opcode_index, opcode, 0);
    builder.addFieldOffset(OPERATOR.inputs, inputVector, 0);
    builder.addFieldOffset(OPERATOR.outputs, outputVector, 0);
    builder.addFieldOffset(OPERATOR.intermediates, intermediates, 0);
    if (!isKept || !old) {
      builder.addFieldInt8(OPERATOR.builtin_options_type, fresh.member, 0);
      builder.addFieldOffset(OPERATOR.builtin_options, fresh.offset, 0);
      return;
    }
    for (const slot of [OPERATOR.builtin_options_type, OPERATOR.builtin_options_2_type]) {
      builder.addFieldInt8(slot, old.number(slot, "options type", "ubyte"), 0);
      builder.addFieldOffset(slot + 1, oldTarget(old, slot + 1), 0);
    }
    for (const slot of [OPERATOR.custom_options, OPERATOR.mutating_variable_inputs]) {
      builder.addFieldOffset(slot, oldTarget(old, slot), 0);
    }
  });
}

function writeSubgraph(
  builder: Builder,
  { inputs, outputs }: Draft,
  old: Table,
  tensorTables: readonly number[],
  operatorTables: readonly number[],
): number {
  const vectors = [
    tables(builder, tensorTables),
    ints(builder, inputs),
    ints(builder, outputs),
    tables(builder, operatorTables),
    oldTarget(old, SUBGRAPH.name),
  ];
  return table(builder, () => vectors.forEach((at, slot) => builder.addFieldOffset(slot, at, 0)));
}

/** The signatures anew: they name tensors of the main graph by their ids. */
function writeSignatures(builder: Builder, { model, tensors }: Draft): number {
  const root = Table.root(model.format, model.bytes);
  const written = root.tables(MODEL.signature_defs, "signature_defs").map((old, s) => {
    const { subgraph } = model.signatures[s];
    if (subgraph !== model.main) return -old.at;
    const maps = [SIGNATURE.inputs, SIGNATURE.outputs].map((slot) =>
      tables(
        builder,
        old.tables(slot, "tensors").map((entry) => {
          const id = entry.number(TENSOR_MAP.tensor_index, "tensor_index", "uint");
          const renamed = tensors.findIndex((tensor) => tensor.table === id);
          const name = oldTarget(entry, TENSOR_MAP.name);
          return table(builder, () => {
            builder.addFieldOffset(TENSOR_MAP.name, name, 0);
            builder.addFieldInt32(TENSOR_MAP.tensor_index, renamed, 0);
          });
        }),
      )
    );
    const key = oldTarget(old, SIGNATURE.signature_key);
    return table(builder, () => {
      builder.addFieldOffset(SIGNATURE.inputs, maps[0], 0);
      builder.addFieldOffset(SIGNATURE.outputs, maps[1], 0);
      builder.addFieldOffset(SIGNATURE.signature_key, key, 0);
      builder.addFieldInt32(SIGNATURE.subgraph_index, subgraph, 0);
    });
  });
  return tables(builder, written);
}
