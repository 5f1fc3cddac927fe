/** Reads one subgraph of a .tflite file. */

import {
  ABSENT,
  type ControlEdge,
  createGraph,
  type Graph,
  GraphError,
  type GraphParts,
  type Operator,
  type Tensor,
} from "../../graph/mod.ts";
import { effectEdges } from "../../operators/mod.ts";
import { FormatError } from "../format_error.ts";
import type { Table } from "./flatbuffer.ts";
import type { OperatorCode, TfliteOperator, TfliteSubgraph } from "./model.ts";
import { readOptions } from "./options.ts";
import { viewAt } from "./read_tables.ts";
import { readTensor, type TensorSources } from "./read_tensor.ts";
import { OPERATOR, SUBGRAPH } from "./slots.ts";

/** What the subgraphs of a file refer to. */
export interface SubgraphSources extends TensorSources {
  readonly bytes: Uint8Array;
  readonly operatorCodes: readonly OperatorCode[];
  readonly subgraphCount: number;
}

/** A subgraph in two parts, and what is odd about it. */
export interface ReadSubgraph {
  readonly graph: Graph;
  readonly extra: TfliteSubgraph;
  /** Operators whose options are missing from the file. */
  readonly withoutOptions: readonly number[];
}

/** Reads a subgraph; `controlEdges` are those that the file's metadata asks for. */
export function readSubgraph(
  table: Table,
  index: number,
  sources: SubgraphSources,
  controlEdges: readonly ControlEdge[],
): ReadSubgraph {
  const read = table.tables(SUBGRAPH.tensors, "tensors").map((tensor) =>
    readTensor(tensor, sources)
  );
  const tensors = read.map(({ tensor }) => tensor);
  checkBlockwise(table, read.map(({ extra }) => extra));
  const operators = table.tables(SUBGRAPH.operators, "operators").map((operator) =>
    readOperator(operator, tensors, sources)
  );
  const name = table.text(SUBGRAPH.name, "name") || (index === 0 ? "main" : `subgraph ${index}`);
  const steps = operators.map(({ operator }) => operator);
  return {
    graph: checkedGraph(table, {
      name,
      tensors,
      operators: steps,
      inputs: table.numbers(SUBGRAPH.inputs, "inputs", "int") ?? [],
      outputs: table.numbers(SUBGRAPH.outputs, "outputs", "int") ?? [],
      controlEdges: [...effectEdges(steps, tensors), ...controlEdges],
    }),
    extra: {
      tensors: read.map(({ extra }) => extra),
      operators: operators.map(({ extra }) => extra),
    },
    withoutOptions: operators.flatMap(({ missing }, o) => missing ? [o] : []),
  };
}

/** Creates the graph; the place of a fault in it becomes a place of the file. */
function checkedGraph(table: Table, parts: GraphParts): Graph {
  try {
    return createGraph(parts);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new FormatError("tflite", `${table.path}.${error.place}`, error.expected, error.found);
  }
}

function readOperator(
  table: Table,
  tensors: readonly Tensor[],
  { bytes, operatorCodes, subgraphCount }: SubgraphSources,
): { operator: Operator; extra: TfliteOperator; missing: boolean } {
  const opcodeIndex = table.number(OPERATOR.opcode_index, "opcode_index", "uint");
  const code = operatorCodes[opcodeIndex];
  if (code === undefined) {
    const expected = `an index of operator_codes below ${operatorCodes.length}`;
    table.fail("opcode_index", expected, String(opcodeIndex));
  }
  const { attributes, calls: given, missing } = readOptions(table, code.type);
  // A StableHLO operator may come without the graph that would define it.
  const calls = given.filter((called) => called !== -1 || !code.type.startsWith("STABLEHLO_"));
  for (const called of calls) {
    if (called >= 0 && called < subgraphCount) continue;
    table.fail("builtin_options", `a subgraph index below ${subgraphCount}`, String(called));
  }
  const ids = (field: "inputs" | "outputs" | "intermediates") =>
    tensorIds(table, OPERATOR[field], field, tensors.length);
  const outputs = ids("outputs");
  const customOptions = readCustomOptions(table, bytes);
  return {
    operator: {
      type: code.type,
      name: tensors[outputs.find((id) => id !== ABSENT) ?? -1]?.name ?? "",
      attributes,
      inputs: ids("inputs"),
      outputs,
      ...calls.length > 0 && { calls },
    },
    extra: {
      opcodeIndex,
      intermediates: ids("intermediates"),
      ...customOptions && { customOptions },
    },
    missing,
  };
}

/** A list of tensor indices, in which -1 keeps the place of an absent tensor. */
function tensorIds(table: Table, slot: number, field: string, count: number): number[] {
  const ids = table.numbers(slot, field, "int") ?? [];
  const bad = ids.findIndex((id) => id < ABSENT || id >= count);
  if (bad >= 0) table.fail(`${field}[${bad}]`, `a tensor index below ${count}`, String(ids[bad]));
  return ids;
}

function readCustomOptions(table: Table, bytes: Uint8Array): Uint8Array | undefined {
  const offsetField = "large_custom_options_offset";
  const offset = table.number(OPERATOR[offsetField], offsetField, "ulong");
  if (offset <= 1) return table.bytes(OPERATOR.custom_options, "custom_options");
  const sizeField = "large_custom_options_size";
  const size = table.number(OPERATOR[sizeField], sizeField, "ulong");
  return viewAt(table, offsetField, bytes, offset, size);
}

function checkBlockwise(table: Table, tensors: TfliteSubgraph["tensors"]): void {
  tensors.forEach(({ blockwise }, t) => {
    if (blockwise === undefined) return;
    const place = `tensors[${t}].quantization.details`;
    const expected = `a tensor index below ${tensors.length}`;
    const { scales, zeroPoints } = blockwise;
    if (scales < 0 || scales >= tensors.length) {
      table.fail(`${place}.scales`, expected, String(scales));
    }
    if (zeroPoints < -1 || zeroPoints >= tensors.length) {
      table.fail(`${place}.zero_points`, expected, String(zeroPoints));
    }
  });
}
