/** Products of matrices in TensorFlow. */

import { elementsOf } from "../../graph/mod.ts";
import { dimsAt, dimsFrom, joinedDims } from "../operands.ts";
import { axisIn, fail, flagOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";

/** MatMul, BatchMatMul; the fused form reads bias and the like behind the matrices. Einsum. */
export const tensorflowMatrixRules: readonly OperatorRule[] = [
  {
    types: ["MatMul", "_FusedMatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3"],
    shapes: (query) => [productOf(query).shape],
    // Output elements times the length of the rows that are multiplied.
    macs: (query) => {
      const { shape, depth } = productOf(query);
      return elementsOf(shape) * depth;
    },
  },
  {
    types: ["Einsum"],
    shapes: (query) => [summed(query).output],
    // Every combination of the letters that both operands are walked by is one product.
    macs: (query) => query.operator.inputs.length > 1 ? elementsOf(summed(query).all) : 0,
  },
];

function productOf(query: Query): { shape: Shape; depth: number } {
  const [left, right] = [dimsFrom(query, 0, 2), dimsFrom(query, 1, 2)];
  const ends = (shape: Shape, ...names: string[]) => {
    const [rows, columns] = shape.slice(-2);
    return names.some((name) => flagOf(query, name)) ? [columns, rows] : [rows, columns];
  };
  const [rows, depth] = ends(left, "transpose_a", "adj_x");
  const [rightDepth, columns] = ends(right, "transpose_b", "adj_y");
  if (depth !== rightDepth && !Number.isNaN(depth + rightDepth)) {
    return fail(`rows of ${depth} do not fit columns of ${rightDepth}`);
  }
  return {
    shape: [...joinedDims([left.slice(0, -2), right.slice(0, -2)]), rows, columns],
    depth: Number.isNaN(depth) ? rightDepth : depth,
  };
}

/** Sizes by the letters of an equation such as `bij,bjk->bik`. */
function summed(query: Query): { output: Shape; all: Shape } {
  const equation = String(query.operator.attributes["equation"] ?? "");
  const [inputs, output] = equation.replaceAll(" ", "").split("->");
  if (output === undefined || /[^a-zA-Z,]/.test(inputs + output)) {
    return fail(`its equation is "${equation}"`);
  }
  const sizes = new Map<string, number>();
  inputs.split(",").forEach((letters, place) => {
    const shape = dimsAt(query, place);
    if (shape.length !== letters.length) fail(`input ${place} has rank ${shape.length}`);
    [...letters].forEach((letter, d) => {
      if (!(sizes.get(letter)! > 1)) sizes.set(letter, shape[axisIn(shape.length, d)]);
    });
  });
  const pick = (letter: string) => sizes.get(letter) ?? fail(`nothing says the size of ${letter}`);
  return { output: [...output].map(pick), all: [...sizes.values()] };
}
