/**
 * Memory plans inside a .tflite file: the metadata entry `OfflineMemoryAllocation`, which TensorFlow
 * Lite Micro obeys, and beside it `tmm.kernels`, which says whose kernels the plan is for.
 */

import type { Builder } from "flatbuffers";
import { Table, type TfliteModel, tfliteSlots } from "../formats/mod.ts";
import {
  ARENA_ALIGNMENT,
  carriedPlan,
  encodePlan,
  OFFLINE_PLAN_NAME,
  type OfflineOffsets,
  ONLINE,
  parsePlan,
} from "../tflm/mod.ts";
import { buildRoot, prependTables } from "./tables.ts";

/** The name of the metadata entry that says whose kernels a plan is for. */
export const KERNELS_NAME = "tmm.kernels";

/** A memory plan in a file, with what the file says about it. */
export interface CarriedPlan {
  /** Per tensor of all subgraphs: bytes from the start of the head, or -1. */
  readonly offsets: OfflineOffsets;
  /** The kernel set that the plan is for; absent where the file does not say. */
  readonly kernels?: string;
}

/**
 * The file of a model with a memory plan, which takes the place of one that is there. All old bytes
 * follow unchanged behind some new tables; an old plan becomes unused bytes.
 *
 * @param offsets Per tensor of all subgraphs, subgraph after subgraph: bytes, or -1.
 * @param options `kernels`: the kernel set that the plan is for, such as `tflm-reference`.
 * @throws {RangeError} If the runtime could not obey the plan: a wrong number of offsets, an offset
 * that is negative, not aligned or too large, or one for a variable.
 */
export function embedPlan(
  model: TfliteModel,
  offsets: OfflineOffsets,
  { kernels }: { kernels: string },
): Uint8Array {
  checkOffsets(model, offsets);
  return prependTables(model, (builder) => {
    const entries = [
      { name: OFFLINE_PLAN_NAME, data: encodePlan(offsets, model.graphs.length) },
      { name: KERNELS_NAME, data: new TextEncoder().encode(kernels) },
    ];
    return buildRoot(builder, model, withMetadata(builder, model, entries));
  });
}

/**
 * The memory plan of a file; of several the last, as for the runtime. `undefined` where there is none.
 *
 * @throws {SyntaxError} If the plan is cut short.
 * @throws {RangeError} If it is the plan of another model.
 */
export function readPlan(model: TfliteModel): CarriedPlan | undefined {
  const payload = carriedPlan(model);
  if (payload === undefined) return undefined;
  const { offsets } = parsePlan(payload);
  const tensors = model.graphs.reduce((sum, graph) => sum + graph.tensors.length, 0);
  if (offsets.length !== tensors) {
    throw new RangeError(
      `Cannot read the memory plan: expected ${tensors} offsets, found ${offsets.length}`,
    );
  }
  const kernels = model.metadata.findLast(({ name }) => name === KERNELS_NAME)?.data;
  return { offsets, ...kernels && { kernels: new TextDecoder().decode(kernels) } };
}

function checkOffsets(model: TfliteModel, offsets: OfflineOffsets): void {
  const tensors = model.subgraphs.flatMap((subgraph) => subgraph.tensors);
  const refuse = (expected: string, found: string): never => {
    throw new RangeError(`Cannot embed the plan: expected ${expected}, found ${found}`);
  };
  if (offsets.length !== tensors.length) {
    refuse(`an offset for each of ${tensors.length} tensors`, String(offsets.length));
  }
  offsets.forEach((offset, t) => {
    if (offset === ONLINE) return;
    const found = `${offset} for tensor ${t}, counted over all subgraphs`;
    if (tensors[t].isVariable) refuse("-1 for a variable", found);
    if (Number.isInteger(offset / ARENA_ALIGNMENT) && offset >= 0 && offset < 2 ** 31) return;
    refuse(`-1 or a multiple of ${ARENA_ALIGNMENT} below 2^31`, found);
  });
}

/** Writes the lists of buffers and of metadata with some entries more, or others of their name. */
function withMetadata(
  builder: Builder,
  model: TfliteModel,
  entries: readonly { name: string; data: Uint8Array }[],
): { buffers: number; metadata: number } {
  const { BUFFER, METADATA, MODEL } = tfliteSlots;
  const root = Table.root(model.format, model.bytes);
  const buffers = root.tables(MODEL.buffers, "buffers").map(({ at }) => -at);
  const names = entries.map(({ name }) => name);
  const metadata = root.tables(MODEL.metadata, "metadata")
    .filter((_, i) => !names.includes(model.metadata[i].name))
    .map(({ at }) => -at);
  // Index 0 stands for "no data": it must not become that of a new entry.
  if (buffers.length === 0) {
    builder.startObject(1);
    buffers.push(builder.endObject());
  }
  for (const { name, data } of entries) {
    builder.startVector(1, data.length, ARENA_ALIGNMENT);
    for (let i = data.length - 1; i >= 0; i--) builder.addInt8(data[i]);
    const vector = builder.endVector();
    builder.startObject(1);
    builder.addFieldOffset(BUFFER.data, vector, 0);
    const buffer = buffers.push(builder.endObject()) - 1;
    const label = builder.createString(name);
    builder.startObject(2);
    builder.addFieldOffset(METADATA.name, label, 0);
    builder.addFieldInt32(METADATA.buffer, buffer, 0);
    metadata.push(builder.endObject());
  }
  return { buffers: offsetVector(builder, buffers), metadata: offsetVector(builder, metadata) };
}

function offsetVector(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) builder.addOffset(offset);
  return builder.endVector();
}
