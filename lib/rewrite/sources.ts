/** Writes the lists of buffers and of metadata of a .tflite file with entries more, or fewer. */

import type { Builder } from "flatbuffers";
import { Table, type TfliteModel, tfliteSlots, writeTables } from "../formats/mod.ts";
import { ARENA_ALIGNMENT } from "../tflm/mod.ts";

const { BUFFER, METADATA, MODEL } = tfliteSlots;

/** What is added to the lists. */
export interface SourceChanges {
  /** Data of new constants. */
  readonly constants?: readonly Uint8Array[];
  /** Metadata, in place of old entries of the same name. */
  readonly metadata?: readonly { readonly name: string; readonly data: Uint8Array }[];
  /** Names of old metadata that is left out. */
  readonly without?: readonly string[];
}

/** Offsets of the two lists, and where the new constants stand in the list of buffers. */
export interface WrittenSources {
  readonly buffers: number;
  readonly metadata: number;
  /** Per new constant: its index among the buffers. */
  readonly constants: readonly number[];
}

/** Writes both lists; old entries are pointed to where they are. */
export function writeSources(
  builder: Builder,
  model: TfliteModel,
  { constants = [], metadata: entries = [], without = [] }: SourceChanges,
): WrittenSources {
  const root = Table.root(model.format, model.bytes);
  const buffers = root.tables(MODEL.buffers, "buffers").map(({ at }) => -at);
  const replaced = [...without, ...entries.map(({ name }) => name)];
  const metadata = root.tables(MODEL.metadata, "metadata")
    .filter((_, i) => !replaced.includes(model.metadata[i].name))
    .map(({ at }) => -at);
  // Index 0 stands for "no data": it must not become that of a new entry.
  if (buffers.length === 0) buffers.push(writeTables.table(builder, () => {}));
  const add = (data: Uint8Array) => buffers.push(writeBuffer(builder, data)) - 1;
  const indices = constants.map(add);
  for (const { name, data } of entries) {
    const buffer = add(data);
    const label = builder.createString(name);
    metadata.push(writeTables.table(builder, () => {
      builder.addFieldOffset(METADATA.name, label, 0);
      builder.addFieldInt32(METADATA.buffer, buffer, 0);
    }));
  }
  return {
    buffers: writeTables.tables(builder, buffers),
    metadata: writeTables.tables(builder, metadata),
    constants: indices,
  };
}

function writeBuffer(builder: Builder, data: Uint8Array): number {
  builder.prep(ARENA_ALIGNMENT, data.length);
  const vector = builder.createByteVector(data);
  return writeTables.table(builder, () => builder.addFieldOffset(BUFFER.data, vector, 0));
}
