/** Reads the tables of a .tflite file that belong to no subgraph: types, buffers, metadata. */

import { quoted } from "../../graph/mod.ts";
import { BUILTIN_OPERATORS, CUSTOM } from "./enums.ts";
import type { Table } from "./flatbuffer.ts";
import type { OperatorCode, TfliteBuffer, TfliteMetadata, TfliteSignature } from "./model.ts";
import { BUFFER, EXTERNAL_BUFFER, METADATA, MODEL } from "./slots.ts";
import { OPERATOR_CODE, SIGNATURE, TENSOR_MAP } from "./slots.ts";

/** The table of operator types. */
export function readOperatorCodes(root: Table): OperatorCode[] {
  return root.tables(MODEL.operator_codes, "operator_codes").map((table) => {
    const deprecatedBuiltinCode = table.number(
      OPERATOR_CODE.deprecated_builtin_code,
      "deprecated_builtin_code",
      "byte",
    );
    const builtinCode = table.number(OPERATOR_CODE.builtin_code, "builtin_code", "int");
    const code = Math.max(builtinCode, deprecatedBuiltinCode);
    const customCode = table.text(OPERATOR_CODE.custom_code, "custom_code");
    return {
      type: code === CUSTOM ? customType(customCode) : BUILTIN_OPERATORS[code] ?? `BUILTIN_${code}`,
      code,
      builtinCode,
      deprecatedBuiltinCode,
      customCode,
      version: table.number(OPERATOR_CODE.version, "version", "int", 1),
    };
  });
}

/** The type of a custom operator: its code, which must not pass for that of a builtin operator. */
function customType(customCode: string): string {
  const taken = customCode === "" || /^BUILTIN_\d+$/.test(customCode) ||
    BUILTIN_OPERATORS.includes(customCode);
  return taken ? `custom:${customCode}` : customCode;
}

/** The table of buffers: views of data in the flatbuffer, or behind it in the same file. */
export function readBuffers(root: Table, bytes: Uint8Array): TfliteBuffer[] {
  return root.tables(MODEL.buffers, "buffers").map((table) => {
    const offset = table.number(BUFFER.offset, "offset", "ulong");
    const size = table.number(BUFFER.size, "size", "ulong");
    // Writers put 1 as a placeholder before they know the offset; the runtime reads it as none.
    if (offset > 1) {
      const data = viewAt(table, "offset", bytes, offset, size);
      return { data, external: { offset, size } };
    }
    return { data: table.bytes(BUFFER.data, "data") ?? bytes.subarray(0, 0) };
  });
}

/** Bytes of the file that a table points to from its start. */
export function viewAt(
  table: Table,
  field: string,
  bytes: Uint8Array,
  offset: number,
  size: number,
): Uint8Array {
  if (offset + size > bytes.length) {
    table.fail(field, `${size} bytes inside the file of ${bytes.length}`, `offset ${offset}`);
  }
  return bytes.subarray(offset, offset + size);
}

/** Bytes of each buffer that lies in another file, by its id. */
export function readExternalSizes(root: Table): Map<number, number> {
  return new Map(
    root.tables(MODEL.external_buffers, "external_buffers").map((table) => [
      table.number(EXTERNAL_BUFFER.id, "id", "uint"),
      table.number(EXTERNAL_BUFFER.length, "length", "ulong"),
    ]),
  );
}

/** The metadata, each entry with its bytes. */
export function readMetadata(root: Table, buffers: readonly TfliteBuffer[]): TfliteMetadata[] {
  return root.tables(MODEL.metadata, "metadata").map((table) => {
    const buffer = table.number(METADATA.buffer, "buffer", "uint");
    if (buffer >= buffers.length) {
      table.fail("buffer", `a buffer index below ${buffers.length}`, String(buffer));
    }
    return { name: table.text(METADATA.name, "name"), buffer, data: buffers[buffer].data };
  });
}

/** The signatures; their tensors are checked against the tensors of their subgraphs. */
export function readSignatures(root: Table, tensorCounts: readonly number[]): TfliteSignature[] {
  return root.tables(MODEL.signature_defs, "signature_defs").map((table) => {
    const subgraph = table.number(SIGNATURE.subgraph_index, "subgraph_index", "uint");
    const key = table.text(SIGNATURE.signature_key, "signature_key");
    if (subgraph >= tensorCounts.length) {
      const expected = `a subgraph index below ${tensorCounts.length} for ${quoted(key)}`;
      table.fail("subgraph_index", expected, String(subgraph));
    }
    const named = (slot: number, field: string) =>
      table.tables(slot, field).map((entry) => {
        const tensor = entry.number(TENSOR_MAP.tensor_index, "tensor_index", "uint");
        if (tensor >= tensorCounts[subgraph]) {
          const expected = `a tensor index below ${tensorCounts[subgraph]}`;
          entry.fail("tensor_index", expected, String(tensor));
        }
        return { name: entry.text(TENSOR_MAP.name, "name"), tensor };
      });
    return {
      key,
      subgraph,
      inputs: named(SIGNATURE.inputs, "inputs"),
      outputs: named(SIGNATURE.outputs, "outputs"),
    };
  });
}
