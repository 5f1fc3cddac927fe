/** Graphs of TensorFlow: nodes become tensors and operators, types and shapes are carried along. */

import { createGraph, elementsOf, GraphError } from "../../graph/mod.ts";
import { type Resolved, UNRANKED } from "../../operators/mod.ts";
import { FormatError } from "../format_error.ts";
import { attrOf, shapeOf } from "./attributes.ts";
import { dtypeOfCode } from "./data_types.ts";
import { withoutCalls } from "./functions.ts";
import { type Finder, inOrder, linked, type Node, type Ref } from "./nodes.ts";
import { namedOutputs } from "./output_names.ts";
import { isInput, readNode } from "./read_node.ts";
import {
  type CalledGraph,
  countParts,
  finished,
  type Given,
  type GraphSource,
  type Reading,
} from "./reading.ts";
import { addTensor, type Scope, tensorOf } from "./scope.ts";

/** Types of nodes that compute nothing a caller could ask for. */
const NO_OUTPUTS =
  /^(Assert|AssignVariableOp|Const|ControlTrigger|NextIteration|NoOp|VarHandleOp)$/;

/**
 * Reads a graph and, before it, those that it calls.
 *
 * @throws {FormatError} If the graph is not valid.
 */
export function readGraph(reading: Reading, source: GraphSource): CalledGraph {
  const { format } = reading;
  const { name, place, depth, given } = source;
  const index = reading.graphs.push(undefined) - 1;
  const placed = withoutCalls(reading, source.nodes, place, depth);
  countParts(reading, placed.length + 1, place);
  const { nodes, find } = linked(format, placed);
  const roots = rootsOf(source, nodes, find);
  const order = inOrder(format, nodes, roots.wanted);
  reading.counts.unused += nodes.length - order.length;
  reading.counts.merges += order.filter((id) => /^(Ref)?Merge$/.test(nodes[id].def.op)).length;
  const scope: Scope = {
    reading,
    depth,
    prefix: index === 0 ? "" : `graph ${index}, `,
    nodes,
    outputCounts: countOutputs(nodes, roots.outputs),
    tensors: [],
    operators: [],
    indices: [],
    controlEdges: [],
    outcomes: nodes.map(() => undefined),
  };
  // Inputs come first, in the order of the file.
  const inputNodes = source.inputs?.map((input) => find(input, place).node) ??
    [...order].filter((id) => isInput(nodes[id])).sort((a, b) => a - b);
  const inputs = inputNodes.map((id, i) => {
    const tensor = readInput(scope, nodes[id], given?.[i]);
    scope.outcomes[id] = { outputs: [tensor], ran: [] };
    return tensor;
  });
  for (const id of order) scope.outcomes[id] ??= readNode(scope, id);
  const outputs = roots.outputs.map((ref, i) => tensorOf(scope, ref, `${place}, output ${i}`));
  const resolved = outputs.map((id): Resolved => scope.tensors[id]);
  try {
    reading.graphs[index] = createGraph({
      name,
      tensors: scope.tensors.map((tensor) => finished(reading, tensor)),
      operators: scope.operators,
      inputs,
      // Of a function, places count; the outputs of a model are tensors, each once.
      outputs: given ? outputs : [...new Set(outputs)],
      controlEdges: scope.controlEdges,
    });
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new FormatError(format, `${place}, ${error.place}`, error.expected, error.found);
  }
  return { index, outputs: resolved, nodes: scope.indices };
}

/** The outputs, and the nodes that are read for them: all of them where nobody says the outputs. */
function rootsOf(
  { inputs = [], outputs, place }: GraphSource,
  nodes: readonly Node[],
  find: Finder,
): { outputs: Ref[]; wanted: number[] } {
  if (outputs) {
    const refs = outputs.map((text, i) => find(text, `${place}, output ${i}`));
    const needed = [...inputs.map((input) => find(input, place)), ...refs];
    return { outputs: refs, wanted: needed.map(({ node }) => node) };
  }
  const read = new Set(nodes.flatMap((node) => node.inputs.map((ref) => ref.node)));
  // An Identity of a Switch that nothing reads is what control inputs of a branch hold on to.
  const isAnchor = ({ def, inputs: [ref] }: Node) =>
    def.op === "Identity" && ref !== undefined && /Switch$/.test(nodes[ref.node].def.op);
  const isSink = (node: Node, id: number) =>
    !read.has(id) && !isAnchor(node) && !NO_OUTPUTS.test(node.def.op);
  const sinks = [...nodes.keys()].filter((id) => isSink(nodes[id], id));
  return {
    outputs: sinks.map((node) => ({ node, output: 0 })),
    wanted: [...nodes.keys()],
  };
}

/** Per node: as many outputs as its type names, or as are read. */
function countOutputs(nodes: readonly Node[], outputs: readonly Ref[]): number[] {
  const counts = nodes.map(({ def }) => namedOutputs(def.op));
  for (const { node, output } of [...nodes.flatMap(({ inputs }) => inputs), ...outputs]) {
    counts[node] = Math.max(counts[node], output + 1);
  }
  return counts;
}

function readInput(scope: Scope, node: Node, given: Given | undefined): number {
  const { def, place } = node;
  const { shapes = {}, values = {}, batch } = scope.depth > 0 ? {} : scope.reading.options;
  const declared = shapeOf(attrOf(def, "shape")?.shape);
  const open = given && given.shape !== UNRANKED ? given.shape : declared;
  const batched = open.map((size, d) => d === 0 && Number.isNaN(size) ? batch ?? size : size);
  const wanted = Object.hasOwn(shapes, def.name) ? shapes[def.name] : undefined;
  const shape = wanted ?? (open === UNRANKED ? UNRANKED : batched);
  const numbers = Object.hasOwn(values, def.name) ? values[def.name] : given?.values;
  if (open !== UNRANKED && wanted && wanted.length !== open.length) {
    const expected = `${open.length} dimensions, not [${wanted}]`;
    throw new RangeError(`Cannot set the shape of "${def.name}": ${expected}`);
  }
  if (numbers && numbers.length !== elementsOf(shape) && !given) {
    throw new RangeError(
      `Cannot set the numbers of "${def.name}": as many as shape [${shape}] holds, ` +
        `not ${numbers.length}`,
    );
  }
  const id = addTensor(scope, {
    name: def.name,
    dtype: given?.dtype ?? dtypeOfCode(attrOf(def, "dtype")?.type ?? 0) ?? "float32",
    shape,
    role: "activation",
    ...(numbers ? { values: numbers } : {}),
  }, place);
  if (given?.isConstant) scope.tensors[id] = { ...scope.tensors[id], role: "constant", bytes: 0 };
  return id;
}
