/** TFLM's preparation of a model: each kernel in turn, the shapes that it leaves, what it allocates. */

import { ABSENT, type Graph } from "../graph/mod.ts";
import { givenOrder, type Schedule, scheduleFault } from "../tmm/mod.ts";
import { tflmBytes } from "./bytes.ts";
import { callOf, type KernelCall } from "./call.ts";
import { type KernelMemory, kernelMemory } from "./kernel_memory.ts";
import { preparedShape } from "./prepared_shape.ts";
import type { TflmSource } from "./source.ts";
import type { TflmPlatform } from "./target.ts";

/** One operator after its preparation. */
export interface PreparedOperator {
  /** Id in its graph. */
  readonly operator: number;
  /** What its kernel saw. */
  readonly call: KernelCall;
  /** What its kernel asked for. */
  readonly memory: KernelMemory;
}

/** One subgraph after its preparation. */
export interface PreparedGraph {
  /** The subgraph itself. */
  readonly graph: Graph;
  /** The operators in the order in which they run. */
  readonly operators: readonly PreparedOperator[];
  /** Per tensor: its bytes. */
  readonly bytes: readonly number[];
  /** Per tensor: its kernel brings its own memory (handles of variables), so that nobody places it. */
  readonly selfPlaced: readonly boolean[];
}

/**
 * Prepares all subgraphs of a model as TFLM does.
 *
 * @param schedule The order of the main graph's operators; that of the file if absent.
 * @throws {RangeError} If the schedule is not a valid order of the main graph.
 */
export function prepareModel(
  source: TflmSource,
  platform: TflmPlatform,
  schedule?: Schedule,
): PreparedGraph[] {
  const fault = schedule && source.graphs[0] && scheduleFault(source.graphs[0], schedule);
  if (fault) throw new RangeError(`Cannot prepare the model: ${fault}`);
  const variables = new Set<string>();
  return source.graphs.map((graph, g) =>
    prepareGraph(source, g, platform, g === 0 && schedule ? schedule : givenOrder(graph), variables)
  );
}

function prepareGraph(
  source: TflmSource,
  index: number,
  platform: TflmPlatform,
  schedule: Schedule,
  variables: Set<string>,
): PreparedGraph {
  const graph = source.graphs[index];
  const said = source.subgraphs[index];
  const shapes = graph.tensors.map((tensor) => tensor.shape);
  /** Per tensor: the resource variable that it is a handle of. */
  const handles = new Map<number, string>();
  const operators = schedule.map((o): PreparedOperator => {
    const operator = graph.operators[o];
    const facts = { tensors: said?.tensors, operator: said?.operators[o], shapes };
    const call = callOf(operator, graph, facts);
    const memory = kernelMemory(call, platform);
    const output = operator.outputs[0] ?? ABSENT;
    if (output !== ABSENT) shapes[output] = preparedShape(call) ?? shapes[output];
    if (call.type === "VAR_HANDLE" && output !== ABSENT) {
      const { container = "", shared_name: name = "" } = call.attributes;
      handles.set(output, `${container}\n${name}`);
    }
    const stored = storedVariable(call, handles.get(operator.inputs[0]), variables);
    if (stored === 0) return { operator: o, call, memory };
    const persistent = [...memory.persistent, stored];
    return { operator: o, call, memory: { ...memory, persistent } };
  });
  return {
    graph,
    operators,
    bytes: graph.tensors.map(({ dtype }, id) => tflmBytes(dtype, shapes[id])),
    selfPlaced: graph.tensors.map((_, id) => handles.has(id)),
  };
}

/** Bytes of a resource variable: the first assignment that knows its variable allocates it. */
function storedVariable(
  { type, inputs: [, value] }: KernelCall,
  variable: string | undefined,
  known: Set<string>,
): number {
  if (type !== "ASSIGN_VARIABLE" || variable === undefined || known.has(variable)) return 0;
  known.add(variable);
  return value ? tflmBytes(value.dtype, value.shape) : 0;
}
