/** Products of matrices in ONNX. */

import { elementsOf } from "../../graph/mod.ts";
import { dimsAt, dimsFrom, dtypeAt, joinedDims } from "../operands.ts";
import { fail, numberOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";

/** Gemm; MatMul, MatMulInteger, QLinearMatMul. */
export const onnxMatrixRules: readonly OperatorRule[] = [
  {
    types: ["Gemm", "com.microsoft.FusedGemm"],
    shapes: (query) => {
      const { rows, columns } = gemm(query);
      return [[rows, columns]];
    },
    macs: (query) => {
      const { rows, depth, columns } = gemm(query);
      return rows * depth * columns;
    },
  },
  {
    types: ["MatMul"],
    shapes: (query) => [product(query, 1)],
    macs: (query) => productMacs(query, 1),
  },
  {
    types: ["MatMulInteger"],
    shapes: (query) => [product(query, 1)],
    dtypes: () => ["int32"],
    macs: (query) => productMacs(query, 1),
  },
  {
    types: ["QLinearMatMul"],
    shapes: (query) => [product(query, 3)],
    dtypes: (query) => [dtypeAt(query, 7)],
    macs: (query) => productMacs(query, 3),
  },
];

function gemm(query: Query): { rows: number; depth: number; columns: number } {
  const sides = (place: number, name: string) => {
    const [rows, columns] = dimsFrom(query, place, 2);
    return numberOf(query, name, 0) === 1 ? [columns, rows] : [rows, columns];
  };
  const [rows, depth] = sides(0, "transA");
  const [, columns] = sides(1, "transB");
  return { rows, depth, columns };
}

/** As in NumPy: the last two dimensions are matrices, those before broadcast; a vector is a side. */
function product(query: Query, second: number): Shape {
  const [a, b] = [dimsFrom(query, 0, 1), dimsFrom(query, second, 1)];
  const [depth, other] = [a.at(-1)!, b.at(-2) ?? b[0]];
  if (depth !== other && !Number.isNaN(depth + other)) {
    return fail(`rows of ${depth} do not go with columns of ${other}`);
  }
  const batch = joinedDims([a.slice(0, -2), b.slice(0, -2)]);
  return [...batch, ...a.slice(0, -1).slice(-1), ...(b.length > 1 ? b.slice(-1) : [])];
}

/** Every element of the product is a sum over the common side. */
function productMacs(query: Query, second: number): number {
  return elementsOf(product(query, second)) * dimsAt(query, 0).at(-1)!;
}
