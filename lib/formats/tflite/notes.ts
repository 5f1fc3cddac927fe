/** What is odd about a .tflite file although it is valid, as sentences. */

import { ABSENT, DTYPE_BITS, type Graph } from "../../graph/mod.ts";
import { CUSTOM } from "./enums.ts";
import type { OperatorCode, TfliteSubgraph } from "./model.ts";
import type { ReadSubgraph } from "./read_subgraph.ts";

/** The notes on a model, subgraph by subgraph. */
export function notesOn(
  version: number,
  operatorCodes: readonly OperatorCode[],
  subgraphs: readonly ReadSubgraph[],
): string[] {
  const notes = version === 3 ? [] : [`The file has schema version ${version}; 3 is usual`];
  subgraphs.forEach((subgraph, s) => {
    const say = (many: readonly number[], what: string) => {
      if (many.length > 0) notes.push(`Subgraph ${s}: ${what}: ${listed(many)}`);
    };
    const { graph, extra, withoutOptions } = subgraph;
    if (graph.operators.length === 0) notes.push(`Subgraph ${s} has no operators`);
    const { dead, unwritten, overwritten } = usage(graph, extra);
    const { tensors } = graph;
    const where = (test: (id: number) => boolean) => [...tensors.keys()].filter(test);
    say(dead, "tensors that nothing touches");
    say(unwritten, "tensors that are read but never written");
    say(overwritten, "inputs that an operator overwrites");
    say(
      graph.outputs.filter((id) => tensors[id].role === "constant"),
      "outputs that are constants",
    );
    say(
      where((id) => tensors[id].shapeSignature !== undefined),
      "tensors with open dimensions (-1), counted by the shape in the file",
    );
    say(
      where((id) => tensors[id].role === "activation" && DTYPE_BITS[tensors[id].dtype] === 0),
      "tensors of no fixed size, counted as 0 bytes",
    );
    say(
      where((id) => tensors[id].role === "constant" && tensors[id].data === undefined),
      "constants that lie in another file",
    );
    const codeOf = (o: number) => operatorCodes[extra.operators[o].opcodeIndex];
    const shapeless = graph.operators.flatMap(({ outputs }, o) =>
      codeOf(o).code === CUSTOM
        ? outputs.filter((id) => id !== ABSENT && tensors[id].shape.length === 0)
        : []
    );
    say(shapeless, "outputs of custom operators without a shape, counted as one element");
    // CAST repeats the types of its tensors; RESHAPE takes a shape from its second input, if any.
    const unexplained = withoutOptions.filter((o) => {
      const { type, inputs } = graph.operators[o];
      return type !== "CAST" && (type !== "RESHAPE" || inputs.length < 2);
    });
    say(unexplained, "operators without options, read with the schema's defaults");
    say(
      [...graph.operators.keys()].filter((o) => graph.operators[o].type.startsWith("BUILTIN_")),
      "operators of unknown builtin type",
    );
  });
  return notes;
}

/** Tensors that nothing refers to, and tensors that have readers but no writer. */
function usage(graph: Graph, { operators, tensors }: TfliteSubgraph) {
  const outputs = new Set(graph.operators.flatMap((operator) => operator.outputs));
  const overwritten = graph.inputs.filter((id) => outputs.has(id));
  const written = new Set([...graph.inputs, ...outputs]);
  const read = new Set(graph.outputs);
  const other = new Set<number>();
  graph.operators.forEach((operator, o) => {
    operator.inputs.forEach((id) => read.add(id));
    operators[o].intermediates.forEach((id) => other.add(id));
  });
  for (const { blockwise } of tensors) {
    if (blockwise) other.add(blockwise.scales).add(blockwise.zeroPoints);
  }
  const dead: number[] = [];
  const unwritten: number[] = [];
  graph.tensors.forEach(({ role, bytes }, id) => {
    if (!written.has(id) && !read.has(id) && !other.has(id)) dead.push(id);
    if (role === "activation" && bytes > 0 && read.has(id) && !written.has(id)) unwritten.push(id);
  });
  return { dead, unwritten, overwritten };
}

/** The first indices of a list, and how many more there are. */
function listed(indices: readonly number[]): string {
  const shown = indices.slice(0, 5).join(", ");
  return indices.length > 5 ? `${shown} and ${indices.length - 5} more` : shown;
}
