/** The format of TensorFlow Lite and TensorFlow Lite Micro: one flatbuffer, `TFL3`. */

import { type ControlEdge, quoted } from "../../graph/mod.ts";
import type { Format } from "../format.ts";
import { FormatError } from "../format_error.ts";
import { checkCalls } from "./call_order.ts";
import { CONTROL_DEPENDENCIES, decodeControlDependencies } from "./control_dependencies.ts";
import { Table } from "./flatbuffer.ts";
import type { TfliteMetadata, TfliteModel } from "./model.ts";
import { notesOn } from "./notes.ts";
import { readSubgraph } from "./read_subgraph.ts";
import { readBuffers, readExternalSizes, readMetadata } from "./read_tables.ts";
import { readOperatorCodes, readSignatures } from "./read_tables.ts";
import { MODEL } from "./slots.ts";

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
export function parseTflite(bytes: Uint8Array): TfliteModel {
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
  const controlEdges = readControlEdges(metadata);
  const externalSizes = readExternalSizes(root);
  const sources = { bytes, buffers, externalSizes, operatorCodes, subgraphCount: tables.length };
  const subgraphs = tables.map((table, index) =>
    readSubgraph(table, index, sources, controlEdges[index] ?? [])
  );
  const graphs = subgraphs.map(({ graph }) => graph);
  checkCalls(graphs);
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
