/** A model out of the graph of a TensorFlow file, whatever it was written in. */

import { elementsOf, type Graph, type Model, type Tensor } from "../../graph/mod.ts";
import type { ReadOptions } from "../format.ts";
import { checkGivenShapes } from "../given_shapes.ts";
import { limitsOf } from "../limits.ts";
import { functionsOf } from "./functions.ts";
import { notesOf } from "./notes.ts";
import { readGraph } from "./read_graph.ts";
import type { Reading, Weight } from "./reading.ts";
import type { GraphDef } from "./schema.ts";

/** What a file says about its graph. */
export interface ModelSource {
  /** The format that the model and errors name. */
  readonly format: string;
  readonly bytes: Uint8Array;
  readonly graph: GraphDef;
  /** Where its nodes stand in the file. */
  readonly place: string;
  /** Outputs as nodes name their inputs; else what no node reads. */
  readonly outputs?: readonly string[];
  /** Weights by the names of their nodes, for formats that keep them apart. */
  readonly weights?: ReadonlyMap<string, Weight>;
}

/** A model, and where its operators stand in the file. */
export interface TensorflowModel extends Model {
  /**
   * Per operator of the main graph: the index of its node in the file, or -1 where it comes from a
   * function or a layer. Nodes that are no operators cost nothing.
   */
  readonly nodes: readonly number[];
}

/**
 * Reads the graph of a file.
 *
 * @throws {FormatError} If the graph is not valid.
 * @throws {RangeError} If a shape or numbers are given for an input that they do not suit.
 */
export function readModel(source: ModelSource, options: ReadOptions): TensorflowModel {
  const { format, bytes, graph, place, outputs, weights } = source;
  const reading: Reading = {
    readGraph: (inner) => readGraph(reading, inner),
    format,
    functions: functionsOf(graph),
    options,
    weights,
    graphs: [],
    stops: [],
    remarks: [],
    limits: limitsOf(options),
    counts: { nodes: 0, inlined: 0, parts: 0, folded: 0, open: 0, unused: 0, merges: 0 },
  };
  const { index, nodes } = reading.readGraph({
    name: "",
    place,
    depth: 0,
    nodes: graph.node,
    outputs,
  });
  const graphs = reading.graphs as Model["graphs"];
  const main = graphs[index];
  checkGiven(options, main, graphs);
  return Object.freeze({
    format,
    bytes,
    graphs,
    main: index,
    notes: notesOf(reading, main),
    nodes,
  });
}

/** @throws {RangeError} If something is given for a tensor that is not there, or does not suit it. */
function checkGiven(
  options: ReadOptions,
  { tensors, inputs }: Graph,
  graphs: readonly Graph[],
): void {
  const names = inputs.map((id) => tensors[id].name);
  checkGivenShapes(options, names);
  const constants = graphs.flatMap((graph) => graph.tensors.filter(isConstant));
  const known = new Map([...constants, ...tensors].map((tensor) => [tensor.name, tensor]));
  for (const [name, { length }] of Object.entries(options.values ?? {})) {
    const tensor = known.get(name);
    if (tensor === undefined) {
      throw new RangeError(
        `Cannot set numbers: inputs are ${JSON.stringify(names)}, and no tensor is named "${name}"`,
      );
    }
    if (elementsOf(tensor.shape) !== length) {
      throw new RangeError(
        `Cannot set the numbers of "${name}": as many as shape [${tensor.shape}] holds, not ${length}`,
      );
    }
  }
}

function isConstant({ role }: Tensor): boolean {
  return role === "constant";
}
