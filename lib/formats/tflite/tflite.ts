/** The format of TensorFlow Lite and TensorFlow Lite Micro: one flatbuffer, `TFL3`. */

import { type ControlEdge, quoted } from "../../graph/mod.ts";
import type { Format, ReadOptions } from "../format.ts";
import { FormatError } from "../format_error.ts";
import { checkLimit, type Limits, limitsOf } from "../limits.ts";
import { checkCalls } from "./call_order.ts";
import { CONTROL_DEPENDENCIES, decodeControlDependencies } from "./control_dependencies.ts";
import { Table } from "./flatbuffer.ts";
import type { TfliteMetadata, TfliteModel } from "./model.ts";
import { notesOn } from "./notes.ts";
import { readSubgraph } from "./read_subgraph.ts";
import { readBuffers, readExternalSizes, readMetadata } from "./read_tables.ts";
import { readOperatorCodes, readSignatures } from "./read_tables.ts";
import { MODEL, SUBGRAPH } from "./slots.ts";

/** The file identifier, at byte 4. */
const IDENTIFIER = "TFL3";

/** The .tflite format. */
export const tflite: Format = {
  name: "tflite",
  detect: (bytes) => identifierOf(bytes) === IDENTIFIER,
  parse: parseTflite,
};

/**
 * Reads a .tflite file: every subgraph; weights stay where they are.
 *
 * @throws {FormatError} If the bytes are not a valid file.
 */
export function parseTflite(bytes: Uint8Array, options: ReadOptions = {}): TfliteModel {
  const identifier = identifierOf(bytes);
  if (identifier !== IDENTIFIER) {
    throw new FormatError("tflite", "byte 4", quoted(IDENTIFIER), quoted(identifier));
  }
  const root = Table.root("tflite", bytes);
  const operatorCodes = readOperatorCodes(root);
  const buffers = readBuffers(root, bytes);
  const metadata = readMetadata(root, buffers);
  const tables = root.tables(MODEL.subgraphs, "subgraphs");
  if (tables.length === 0) root.fail("subgraphs", "at least one subgraph", "0");
  const limits = limitsOf(options);
  checkCounts(tables, limits);
  const controlEdges = readControlEdges(metadata);
  const externalSizes = readExternalSizes(root);
  const sources = { bytes, buffers, externalSizes, operatorCodes, subgraphCount: tables.length };
  const subgraphs = tables.map((table, index) =>
    readSubgraph(table, index, sources, controlEdges[index] ?? [])
  );
  const graphs = subgraphs.map(({ graph }) => graph);
  checkCalls(graphs, limits);
  const version = root.number(MODEL.version, "version", "uint");
  return Object.freeze({
    format: "tflite",
    bytes,
    graphs,
    main: 0,
    notes: notesOn(version, operatorCodes, subgraphs),
    version,
    description: root.text(MODEL.description, "description"),
    operatorCodes,
    subgraphs: subgraphs.map(({ extra }) => extra),
    buffers,
    metadata,
    signatures: readSignatures(root, graphs.map(({ tensors }) => tensors.length)),
  });
}

/** Looks at the lengths of lists only. @throws {FormatError} If tensors or operators are too many. */
function checkCounts(subgraphs: readonly Table[], limits: Limits): void {
  for (const name of ["tensors", "operators"] as const) {
    let count = 0;
    for (const subgraph of subgraphs) {
      count += subgraph.vector(SUBGRAPH[name], name, 4)?.length ?? 0;
      checkLimit(limits, name, count, "tflite", `${subgraph.path}.${name}`);
    }
  }
}

function identifierOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(4, 8));
}

function readControlEdges(metadata: readonly TfliteMetadata[]): readonly ControlEdge[][] {
  const index = metadata.findIndex(({ name }) => name === CONTROL_DEPENDENCIES);
  if (index < 0) return [];
  const { data } = metadata[index];
  const edges = decodeControlDependencies(data);
  if (edges !== undefined) return edges;
  const place = `metadata[${index}] (${CONTROL_DEPENDENCIES})`;
  throw new FormatError(
    "tflite",
    place,
    "control dependencies of version 1",
    `${data.length} bytes`,
  );
}
