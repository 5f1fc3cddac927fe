/** The smallest arena in which TFLM can allocate a model. */

import { ABSENT } from "../graph/mod.ts";
import { roundUp } from "../tmm/mod.ts";
import type { TflmHead } from "./online_planner.ts";
import type { PreparedGraph, PreparedOperator } from "./prepare.ts";
import type { TflmSource } from "./source.ts";
import type { TflmTail } from "./tail.ts";
import { ARENA_ALIGNMENT, STRUCTS, type TflmTarget } from "./target.ts";

/** Scratch requests that TFLM always has room for, so that the next operator can ask. */
const SPARE_REQUESTS = 12;

/** Kernels that fetch their tensors twice: once for their own checks, once for quantisation. */
const FETCHING_TWICE = ["CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV"];

/**
 * The smallest arena, a multiple of 16, whose start is a multiple of 16 too (any other start costs
 * up to 15 bytes more). It is more than head and tail if the notes that TFLM makes in place of the
 * head while it prepares and plans need more than the head:
 *
 * 1. While it prepares an operator: the scratch requests so far and {@linkcode SPARE_REQUESTS}
 *    more, and a `TfLiteTensor` for each operand that the kernel looks at.
 * 2. While it plans: all requests, one number per subgraph, one `AllocationInfo` per tensor and per
 *    request, and the planner's entry for each buffer that is placed.
 */
export function smallestArena(
  source: TflmSource,
  prepared: readonly PreparedGraph[],
  head: TflmHead,
  tail: TflmTail,
  target: TflmTarget,
): number {
  const structs = STRUCTS[target];
  const [request, requestAlignment] = structs.scratchRequest;
  let least = roundUp(head.bytes + tail.bytes, ARENA_ALIGNMENT);
  let requests = 0;
  for (const { prepared: operator, subgraph, before, after } of tail.operators) {
    const noted = request * (requests + SPARE_REQUESTS);
    const temporary = operandNotes(source, operator, subgraph, prepared, target);
    const twice = FETCHING_TWICE.includes(operator.call.type);
    const needed = roundUp(noted, requestAlignment) + temporary + (twice ? after : before);
    least = Math.max(least, roundUp(needed, ARENA_ALIGNMENT));
    requests += operator.memory.scratch.length;
  }
  const tensors = prepared.reduce((sum, { graph }) => sum + graph.tensors.length, 0);
  const [info, infoAlignment] = structs.allocationInfo;
  const offsets = roundUp(request * (requests + SPARE_REQUESTS), structs.pointer) +
    structs.pointer * prepared.length;
  const infos = roundUp(offsets, infoAlignment) + info * (tensors + requests);
  least = Math.max(least, roundUp(infos + tail.atPlanning, ARENA_ALIGNMENT));
  if (head.records.length === 0) return least;
  const entries = structs.plannerEntry * head.records.length;
  const planning = roundUp(infos, ARENA_ALIGNMENT) + roundUp(entries, ARENA_ALIGNMENT) +
    roundUp(tail.atPlanning, ARENA_ALIGNMENT);
  return Math.max(least, planning);
}

/** The structs of an operator's operands while it is prepared; TFLM frees them only afterwards. */
function operandNotes(
  source: TflmSource,
  { operator: o, call }: PreparedOperator,
  subgraph: number,
  prepared: readonly PreparedGraph[],
  target: TflmTarget,
): number {
  const { tensor, affineQuantization } = STRUCTS[target];
  const { inputs, outputs } = prepared[subgraph].graph.operators[o];
  const alignment = tensor[1];
  const all = [...inputs, ...outputs].filter((id) => id !== ABSENT);
  const once = all.reduce((sum, id) => {
    const { scales, zeroPoints } = source.subgraphs[subgraph].tensors[id];
    const quantized = scales > 0 && zeroPoints > 0;
    const quantization = quantized ? affineQuantization[0] + 4 + 4 * scales : 0;
    return sum + roundUp(tensor[0] + quantization, alignment);
  }, 0);
  return FETCHING_TWICE.includes(call.type) ? 2 * once : once;
}
