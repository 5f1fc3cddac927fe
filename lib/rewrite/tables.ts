/** Adds tables to a .tflite file without touching those that it has. */

import { Builder } from "flatbuffers";
import { Table, type TfliteModel, tfliteSlots } from "../formats/mod.ts";

/** Old bytes move by a multiple of this, so that all that was aligned stays aligned. */
const SHIFT = 64;

/**
 * Writes new tables in front of the bytes of a file; the last of them becomes the root.
 *
 * A builder writes back to front, and an offset is a distance from its end. The old bytes follow
 * there, so that what lies at position `p` of the old file has the offset `-p`:
 *
 * ```text
 *   [root offset | TFL3 | new tables ...][old bytes ........]
 *                                        0        -p
 * ```
 *
 * Old tables can be pointed to from new ones, not the other way round; the old root becomes unused.
 * Offsets that count from the start of the file (data behind the flatbuffer) are moved along.
 *
 * @param build Writes the tables and returns the offset of the new root.
 */
export function prependTables(model: TfliteModel, build: (builder: Builder) => number): Uint8Array {
  const builder = new Builder();
  builder.prep(SHIFT, 0); // the whole will be a multiple of this
  builder.finish(build(builder), "TFL3");
  const front = builder.asUint8Array();
  const bytes = new Uint8Array(front.length + model.bytes.length);
  bytes.set(front);
  bytes.set(model.bytes, front.length);
  shiftExternals(model, bytes.subarray(front.length), front.length);
  return bytes;
}

/** Fields of the model's root table that the format knows. */
const ROOT_FIELDS = 10;

/** Values for fields of a new root; absent ones stay as they are in the old root. */
export type RootChanges = Partial<
  Record<"operator_codes" | "subgraphs" | "buffers" | "metadata" | "signature_defs", number>
>;

/**
 * Writes a root that points to all that the old root points to, but for the fields in `changes`.
 *
 * @throws {RangeError} If the old root has fields that are not known, and would be lost.
 */
export function buildRoot(builder: Builder, model: TfliteModel, changes: RootChanges): number {
  const root = Table.root(model.format, model.bytes);
  if (root.slots > ROOT_FIELDS) {
    throw new RangeError(
      `Cannot rewrite the model: at most ${ROOT_FIELDS} fields in the root table, ` +
        `found ${root.slots}`,
    );
  }
  const { MODEL } = tfliteSlots;
  const changed = new Map(
    Object.entries(changes).map(([field, offset]) => [
      MODEL[field as keyof RootChanges] as number,
      offset,
    ]),
  );
  builder.startObject(ROOT_FIELDS);
  builder.addFieldInt32(MODEL.version, model.version, 0);
  for (let slot = MODEL.operator_codes; slot < ROOT_FIELDS; slot++) {
    const old = root.target(slot, `field ${slot}`);
    const offset = changed.get(slot) ?? (old === undefined ? 0 : -old);
    builder.addFieldOffset(slot, offset, 0);
  }
  return builder.endObject();
}

/** Moves offsets that count from the start of the file. `old` is where the old bytes are now. */
function shiftExternals(model: TfliteModel, old: Uint8Array, shift: number): void {
  const { BUFFER, MODEL, OPERATOR, SUBGRAPH } = tfliteSlots;
  const root = Table.root(model.format, model.bytes);
  const positions = new Set<number>(); // a table may be used twice
  for (const table of root.tables(MODEL.buffers, "buffers")) {
    positions.add(table.position(BUFFER.offset, "offset", 8));
  }
  for (const subgraph of root.tables(MODEL.subgraphs, "subgraphs")) {
    for (const table of subgraph.tables(SUBGRAPH.operators, "operators")) {
      const slot = OPERATOR.large_custom_options_offset;
      positions.add(table.position(slot, "large_custom_options_offset", 8));
    }
  }
  const view = new DataView(old.buffer, old.byteOffset, old.length);
  for (const position of positions) {
    if (position === 0) continue;
    const offset = view.getBigUint64(position, true);
    if (offset > 1n) view.setBigUint64(position, offset + BigInt(shift), true);
  }
}
