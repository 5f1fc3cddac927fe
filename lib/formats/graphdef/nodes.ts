/** The nodes of a TensorFlow graph with what they read found, in an order in which they can run. */

import { quoted } from "../../graph/mod.ts";
import { FormatError } from "../format_error.ts";
import type { PlacedNode } from "./functions.ts";

/** An output of a node. */
export interface Ref {
  /** Index in the list of nodes. */
  readonly node: number;
  readonly output: number;
}

/** A node with what it reads. */
export interface Node extends PlacedNode {
  readonly inputs: readonly Ref[];
  /** Nodes that must run before it although no tensor says so. */
  readonly controls: readonly number[];
}

/** Outputs of one node; more is a mistake or malice. */
const MOST_OUTPUTS = 65_536;

/** Finds the node and output that a text names: `name` or `name:1`. */
export type Finder = (text: string, place: string) => Ref;

/**
 * Finds what nodes read.
 *
 * @throws {FormatError} If a name is there twice, or a node reads one that is not there.
 */
export function linked(
  format: string,
  placed: readonly PlacedNode[],
): { nodes: readonly Node[]; find: Finder } {
  const ids = new Map<string, number>();
  placed.forEach(({ def, place }, id) => {
    if (ids.has(def.name)) {
      throw new FormatError(format, `${place}.name`, "a name of its own", quoted(def.name));
    }
    ids.set(def.name, id);
  });
  const idOf = (name: string, place: string): number => {
    const id = ids.get(name);
    if (id !== undefined) return id;
    throw new FormatError(format, place, "the name of a node", quoted(name));
  };
  const find: Finder = (text, place) => {
    const [, name, output = "0"] = /^(.*?)(?::(\d+))?$/s.exec(text)!;
    if (!(Number(output) < MOST_OUTPUTS)) {
      throw new FormatError(format, place, `an output below ${MOST_OUTPUTS}`, output);
    }
    return { node: idOf(name, place), output: Number(output) };
  };
  const nodes = placed.map((node): Node => {
    const inputs: Ref[] = [];
    const controls: number[] = [];
    node.def.input.forEach((text, i) => {
      const where = `${node.place}.input[${i}]`;
      if (text.startsWith("^")) controls.push(idOf(text.slice(1), where));
      else inputs.push(find(text, where));
    });
    return { ...node, inputs, controls };
  });
  return { nodes, find };
}

/**
 * The nodes that some need, in an order in which each stands behind all that it reads: the order of
 * the file where that is possible. A loop is entered once: what its last pass hands to the next
 * (`NextIteration` to `Merge`) does not count.
 *
 * @param wanted Indices of the nodes that are needed.
 * @throws {FormatError} If nodes wait for each other.
 */
export function inOrder(
  format: string,
  nodes: readonly Node[],
  wanted: readonly number[],
): number[] {
  const needed = nodes.map((node) =>
    [...node.inputs.filter((ref) => !isBackEdge(nodes, node, ref)).map(({ node }) => node)]
      .concat(node.controls)
  );
  const order: number[] = [];
  const state = new Uint8Array(nodes.length); // 1: begun, 2: done
  for (const root of reached(nodes, wanted)) {
    const path = state[root] === 0 ? [{ node: root, next: 0 }] : [];
    state[root] ||= 1;
    while (path.length > 0) {
      const top = path[path.length - 1];
      if (top.next === needed[top.node].length) {
        state[top.node] = 2;
        order.push(top.node);
        path.pop();
        continue;
      }
      const before = needed[top.node][top.next++];
      if (state[before] === 1) {
        const { def, place } = nodes[before];
        throw new FormatError(
          format,
          place,
          "nodes that do not wait for each other",
          quoted(def.name),
        );
      }
      if (state[before] === 0) {
        state[before] = 1;
        path.push({ node: before, next: 0 });
      }
    }
  }
  return order;
}

/** The nodes that some need, what hands a loop to its next pass included, in the order of the file. */
function reached(nodes: readonly Node[], wanted: readonly number[]): number[] {
  const seen = new Set(wanted);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const id of seen) {
    for (const { node } of nodes[id].inputs) seen.add(node);
    for (const node of nodes[id].controls) seen.add(node);
  }
  return [...seen].sort((a, b) => a - b);
}

/** Whether an input comes from the pass of a loop before. */
export function isBackEdge(nodes: readonly Node[], { def }: Node, { node }: Ref): boolean {
  return /^(Ref)?Merge$/.test(def.op) && /NextIteration$/.test(nodes[node].def.op);
}
