/** TensorFlow operators on lists and arrays of tensors: the handle is small, elements have a shape. */

import { dimsFrom, valuesAt } from "../operands.ts";
import { fail, numbersOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { dtypeOf } from "./settings.ts";

const variant = () => ["variant" as const];

/** Lists (`TensorList*`, the handle is the list) and arrays (`TensorArray*V3`, resource and flow). */
export const tensorflowListRules: readonly OperatorRule[] = [
  {
    types: `TensorListReserve TensorListFromTensor TensorListSetItem TensorListPushBack
      EmptyTensorList`.split(/\s+/),
    shapes: () => [[]],
    dtypes: variant,
  },
  {
    types: ["TensorListGetItem"],
    shapes: (query) => [elementShape(query, 2)],
    dtypes: (query) => [dtypeOf(query, "element_dtype")],
  },
  {
    types: ["TensorListStack"],
    shapes: (query) => {
      const { num_elements: count = -1 } = query.operator.attributes;
      return [[Number(count) < 0 ? NaN : Number(count), ...elementShape(query, 1)]];
    },
    dtypes: (query) => [dtypeOf(query, "element_dtype")],
  },
  {
    types: ["TensorArrayV3"],
    shapes: () => [[], []],
    dtypes: () => ["resource", "float32"],
  },
  {
    types: ["TensorArrayWriteV3", "TensorArrayScatterV3"],
    shapes: () => [[]],
    dtypes: () => ["float32"],
  },
  { types: ["TensorArraySizeV3"], shapes: () => [[]], dtypes: () => ["int32"] },
  {
    types: ["TensorArrayReadV3"],
    shapes: () => fail("the array does not say the shape of its elements"),
    dtypes: (query) => [dtypeOf(query, "dtype")],
  },
  {
    types: ["TensorArrayGatherV3"],
    shapes: (query) => [[dimsFrom(query, 1, 1)[0], ...numbersOf(query, "element_shape").map(open)]],
    dtypes: (query) => [dtypeOf(query, "dtype")],
  },
];

const open = (size: number) => size < 0 ? NaN : size;

/** The shape of an element as an input says it; -1 stands for an open dimension. */
function elementShape(query: Query, place: number): Shape {
  return valuesAt(query, place).map(open);
}
