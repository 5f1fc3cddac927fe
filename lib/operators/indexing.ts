/** Operators whose input elements are chosen by other inputs. */

import { axisIn, constantAt, fail, numberOf, type Query, scalarAt } from "./query.ts";
import { type Shape, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

const BY_VALUE = "which elements are read, and when, depends on values";

/** GATHER, GATHER_ND, EMBEDDING_LOOKUP; ONE_HOT, SCATTER_ND, SPARSE_TO_DENSE. */
export const indexingRules: readonly OperatorRule[] = [
  { types: ["GATHER"], shapes: (query) => [gathered(query)], refusal: BY_VALUE },
  {
    types: ["GATHER_ND"],
    shapes: (query) => {
      const [input, indices] = [shapeAt(query, 0), shapeAt(query, 1)];
      const depth = indices.at(-1) ?? fail("its indices are a scalar");
      if (depth > input.length) return fail(`indices of ${depth} numbers exceed [${input}]`);
      return [[...indices.slice(0, -1), ...input.slice(depth)]];
    },
    refusal: BY_VALUE,
  },
  {
    types: ["EMBEDDING_LOOKUP"],
    shapes: (query) => [[...shapeAt(query, 0, 1), ...shapeAt(query, 1).slice(1)]],
    refusal: BY_VALUE,
  },
  {
    types: ["ONE_HOT"],
    shapes: (query) => {
      const indices = shapeAt(query, 0);
      const axis = axisIn(indices.length + 1, numberOf(query, "axis"));
      return [indices.toSpliced(axis, 0, scalarAt(query, 1))];
    },
    refusal: BY_VALUE,
  },
  { types: ["SCATTER_ND"], shapes: (query) => [constantAt(query, 2)], refusal: BY_VALUE },
  { types: ["SPARSE_TO_DENSE"], shapes: (query) => [constantAt(query, 1)], refusal: BY_VALUE },
];

function gathered(query: Query): Shape {
  const [input, indices] = [shapeAt(query, 0), shapeAt(query, 1)];
  const axis = axisIn(input.length, numberOf(query, "axis"));
  const batches = numberOf(query, "batch_dims", 0);
  const shared = batches < 0 ? batches + indices.length : batches;
  return [...input.slice(0, axis), ...indices.slice(shared), ...input.slice(axis + 1)];
}
