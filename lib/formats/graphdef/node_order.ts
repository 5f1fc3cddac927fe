/** The order of a frozen graph's nodes that goes with an order of its operators. */

import { DEFAULT_LIMITS } from "../limits.ts";
import { isBackEdge, linked } from "./nodes.ts";
import type { TensorflowModel } from "./read_model.ts";
import { decodeGraphDef, NAME } from "./schema.ts";

/**
 * Indices of all nodes of the file: the operators as wanted, each behind the nodes that it reads and
 * that are no operators; last what no operator reads.
 *
 * @param model A frozen graph, of which no operator comes from a function.
 * @param operators Ids of the operators of the main graph, in a valid order.
 */
export function nodeOrder(model: TensorflowModel, operators: readonly number[]): readonly number[] {
  // The file was read before, under the limits of then.
  const unlimited = { ...DEFAULT_LIMITS, parts: Infinity, depth: Infinity };
  const placed = decodeGraphDef(model.bytes, unlimited).node
    .map((def, index) => ({ def, index, place: `node[${index}]` }));
  const { nodes } = linked(NAME, placed);
  const before = nodes.map((node) => [
    ...node.inputs.filter((ref) => !isBackEdge(nodes, node, ref)).map((ref) => ref.node),
    ...node.controls,
  ]);
  const order: number[] = [];
  const begun = new Uint8Array(nodes.length);
  const emit = (root: number) => {
    if (begun[root]) return;
    begun[root] = 1;
    const path = [{ node: root, next: 0 }];
    while (path.length > 0) {
      const top = path[path.length - 1];
      const wanted = before[top.node][top.next++];
      if (wanted === undefined) order.push(path.pop()!.node);
      else if (!begun[wanted]) {
        begun[wanted] = 1;
        path.push({ node: wanted, next: 0 });
      }
    }
  };
  for (const operator of operators) emit(model.nodes[operator]);
  for (const node of nodes.keys()) emit(node);
  return order;
}
