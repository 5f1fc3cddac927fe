/** The tail of TFLM's arena: what stays for good, laid from the end of the arena downwards. */

import { ABSENT } from "../graph/mod.ts";
import { roundUp } from "../tmm/mod.ts";
import { type OfflineOffsets, ONLINE } from "./offline_plan.ts";
import type { PreparedGraph, PreparedOperator } from "./prepare.ts";
import type { SourceTensor, TflmSource } from "./source.ts";
import { ARENA_ALIGNMENT, STRUCTS, type StructSize, type TflmTarget } from "./target.ts";

/** The bytes of the tail, at the end and on the way there. */
export interface TflmTail {
  /** When all is allocated. */
  readonly bytes: number;
  /** When the head is planned. */
  readonly atPlanning: number;
  /** Before and after each operator is prepared, in the order of preparation. */
  readonly operators: readonly {
    readonly prepared: PreparedOperator;
    readonly subgraph: number;
    readonly before: number;
    readonly after: number;
  }[];
}

/** A pile that grows downwards from an aligned end: each block ends on its own alignment. */
class Pile {
  bytes = 0;

  add([bytes, alignment]: StructSize, count = 1): void {
    this.bytes = roundUp(this.bytes + bytes * count, alignment);
  }

  /** A buffer of plain bytes, which TFLM puts on the alignment of the arena. */
  addBuffer(bytes: number): void {
    this.add([bytes, ARENA_ALIGNMENT]);
  }
}

/**
 * Lays the tail, in the order in which `MicroInterpreter` allocates: its own objects; the structs of
 * every tensor and every operator; the operators' options; the kernels' data, and what they ask for
 * when they are prepared; handles of scratch buffers; variables; the tensors of the model's inputs
 * and outputs. An interpreter with resource variables takes their table besides, where the
 * application asks for it.
 */
export function layTail(
  source: TflmSource,
  prepared: readonly PreparedGraph[],
  target: TflmTarget,
  plan?: OfflineOffsets,
): TflmTail {
  const structs = STRUCTS[target];
  const pile = new Pile();
  pile.add(structs.arenaAllocator);
  pile.add(structs.memoryPlanner);
  pile.add(structs.microAllocator);
  pile.add(structs.builtinDataAllocator);
  pile.add(structs.subgraphAllocations, prepared.length);
  for (const { graph } of prepared) pile.add(structs.evalTensor, graph.tensors.length);
  for (const { operators } of prepared) pile.add(structs.nodeAndRegistration, operators.length);
  const all = prepared.flatMap(({ operators }, subgraph) =>
    operators.map((operator) => ({ operator, subgraph }))
  );
  for (const { operator } of all) {
    if (operator.memory.options[0] > 0) pile.add(operator.memory.options);
  }
  for (const { operator } of all) {
    if (operator.memory.data > 0) pile.addBuffer(operator.memory.data);
  }
  const stages = all.map(({ operator, subgraph }) => {
    const before = pile.bytes;
    operator.memory.persistent.forEach((bytes) => pile.addBuffer(bytes));
    return { prepared: operator, subgraph, before, after: pile.bytes };
  });
  const scratches = all.reduce((sum, { operator }) => sum + operator.memory.scratch.length, 0);
  if (scratches > 0) pile.add(structs.scratchHandle, scratches);
  addVariables(pile, source, prepared, plan);
  const atPlanning = pile.bytes;
  const main = prepared[0]?.graph;
  for (const ids of main ? [main.inputs, main.outputs] : []) {
    pile.addBuffer(structs.pointer * ids.length);
    for (const id of ids) {
      if (id !== ABSENT) addTensor(pile, source.subgraphs[0].tensors[id], target);
    }
  }
  return { bytes: pile.bytes, atPlanning, operators: stages };
}

function addVariables(
  pile: Pile,
  source: TflmSource,
  prepared: readonly PreparedGraph[],
  plan?: OfflineOffsets,
): void {
  prepared.forEach(({ bytes }, subgraph) => {
    source.subgraphs[subgraph].tensors.forEach(({ isVariable }, id) => {
      // TFLM looks a variable up as if its subgraph were the first.
      if (isVariable && (plan?.[id] ?? ONLINE) === ONLINE) pile.addBuffer(bytes[id]);
    });
  });
}

/** A tensor's struct, and the quantisation of one that has scales and zero points. */
function addTensor(pile: Pile, { scales, zeroPoints }: SourceTensor, target: TflmTarget): void {
  const structs = STRUCTS[target];
  pile.add(structs.tensor);
  if (scales === 0 || zeroPoints === 0) return;
  pile.add(structs.affineQuantization);
  pile.add([4 + 4 * scales, 4]);
}
