/**
 * Memory plans inside a .tflite file: the metadata entry `OfflineMemoryAllocation`, which TensorFlow
 * Lite Micro obeys, and beside it `tmm.kernels`, which says whose kernels the plan is for.
 */

import { type TfliteModel, wantFormat } from "../formats/mod.ts";
import { DTYPE_BITS } from "../graph/mod.ts";
import { viewsOf } from "../operators/mod.ts";
import {
  ARENA_ALIGNMENT,
  carriedPlan,
  encodePlan,
  OFFLINE_PLAN_NAME,
  type OfflineOffsets,
  ONLINE,
  parsePlan,
} from "../tflm/mod.ts";
import { writeSources } from "./sources.ts";
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
 * that is negative, not aligned or too large, or one for a variable. Views of single bytes may lie
 * anywhere in their whole: kernels read such tensors byte by byte.
 */
export function embedPlan(
  model: TfliteModel,
  offsets: OfflineOffsets,
  { kernels }: { kernels: string },
): Uint8Array {
  wantFormat(model, "tflite", "embed the plan");
  checkOffsets(model, offsets);
  return prependTables(model, (builder) => {
    const metadata = [
      { name: OFFLINE_PLAN_NAME, data: encodePlan(offsets, model.graphs.length) },
      { name: KERNELS_NAME, data: new TextEncoder().encode(kernels) },
    ];
    const written = writeSources(builder, model, { metadata });
    return buildRoot(builder, model, { buffers: written.buffers, metadata: written.metadata });
  });
}

/**
 * The memory plan of a file; of several the last, as for the runtime. `undefined` where there is none.
 *
 * @throws {SyntaxError} If the plan is cut short.
 * @throws {RangeError} If it is the plan of another model.
 */
export function readPlan(model: TfliteModel): CarriedPlan | undefined {
  wantFormat(model, "tflite", "read the plan");
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

/** Whether a tensor of single bytes is a view that lies at its place in an aligned whole. */
function inItsPlace({ graphs }: TfliteModel, offsets: OfflineOffsets, t: number): boolean {
  const [graph] = graphs;
  if (t >= graph.tensors.length || DTYPE_BITS[graph.tensors[t].dtype] !== 8) return false;
  const { root, offset } = viewsOf(graph)[t];
  const start = offsets[root];
  return root !== t && start >= 0 && start % ARENA_ALIGNMENT === 0 &&
    offsets[t] === start + offset && offsets[t] < 2 ** 31;
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
    if (inItsPlace(model, offsets, t)) return;
    refuse(`-1 or a multiple of ${ARENA_ALIGNMENT} below 2^31`, found);
  });
}
