/** TensorFlow operators on lists and arrays of tensors: a list counts as the tensor of its elements. */

import type { DType } from "../../graph/mod.ts";
import { dimsAt, dimsFrom, dtypeAt, filled, UNRANKED, valueAt, valuesAt } from "../operands.ts";
import { inputAt, numbersOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { dtypeOf } from "./settings.ts";

/**
 * What TensorFlow calls a handle of a list (`TensorList*`) is a value: it has the type of the elements
 * and the shape of all of them behind each other. Of arrays (`TensorArray*V3`) the flow is that value.
 * While the shape of an element is not known, it is a `variant` per element, without bytes.
 */
export const tensorflowListRules: readonly OperatorRule[] = [
  {
    types: ["TensorListReserve"],
    shapes: (query) => [listed(valueAt(query, 1), elementAt(query, 0))],
    dtypes: (query) => [listType(query, "element_dtype", elementAt(query, 0))],
  },
  {
    types: ["EmptyTensorList"],
    shapes: (query) => [listed(NaN, elementAt(query, 0))],
    dtypes: (query) => [listType(query, "element_dtype", elementAt(query, 0))],
  },
  { types: ["TensorListFromTensor"], shapes: (query) => [dimsFrom(query, 0, 1)] },
  {
    types: ["TensorListSetItem"],
    shapes: (query) => [written(query, 0, dimsAt(query, 2))],
    dtypes: (query) => [dtypeAt(query, 2)],
  },
  {
    types: ["TensorListPushBack"],
    shapes: (query) => [[NaN, ...dimsAt(query, 1)]],
    dtypes: (query) => [dtypeAt(query, 1)],
  },
  {
    types: ["TensorListGetItem"],
    shapes: (query) => [filled(elementAt(query, 2), elementOf(query, 0))],
    dtypes: (query) => [dtypeOf(query, "element_dtype")],
  },
  {
    types: ["TensorListStack"],
    shapes: (query) => {
      const { num_elements: said = -1 } = query.operator.attributes;
      const count = Number(said) < 0 ? dimsFrom(query, 0, 1)[0] : Number(said);
      return [stacked(count, filled(elementAt(query, 1), elementOf(query, 0)))];
    },
    dtypes: (query) => [dtypeOf(query, "element_dtype")],
  },
  {
    types: ["TensorListLength"],
    shapes: () => [[]],
    dtypes: () => ["int32"],
    values: (query) => [dimsFrom(query, 0, 1)[0]],
  },
  {
    types: ["TensorArrayV3"],
    shapes: (query) => [[], listed(valueAt(query, 0), elementSetting(query))],
    dtypes: (query) => ["resource", listType(query, "dtype", elementSetting(query))],
  },
  {
    types: ["TensorArrayWriteV3"],
    shapes: (query) => [written(query, 3, dimsAt(query, 2))],
    dtypes: (query) => [dtypeAt(query, 2)],
  },
  {
    types: ["TensorArrayScatterV3"],
    shapes: (query) => [written(query, 3, dimsFrom(query, 2, 1).slice(1))],
    dtypes: (query) => [dtypeAt(query, 2)],
  },
  {
    types: ["TensorArraySizeV3"],
    shapes: () => [[]],
    dtypes: () => ["int32"],
    values: (query) => [dimsFrom(query, 1, 1)[0]],
  },
  {
    types: ["TensorArrayReadV3"],
    shapes: (query) => [elementOf(query, 2)],
    dtypes: (query) => [dtypeOf(query, "dtype")],
  },
  {
    types: ["TensorArrayGatherV3"],
    shapes: (query) => {
      const element = filled(elementSetting(query), elementOf(query, 2));
      return [stacked(dimsFrom(query, 1, 1)[0], element)];
    },
    dtypes: (query) => [dtypeOf(query, "dtype")],
  },
];

/** The shape of a list. */
function listed(count: number, element: Shape): Shape {
  return element === UNRANKED ? [count] : [count, ...element];
}

function listType(query: Query, setting: string, element: Shape): DType {
  return element === UNRANKED ? "variant" : dtypeOf(query, setting);
}

/** The shape of a tensor of elements. */
function stacked(count: number, element: Shape): Shape {
  return element === UNRANKED ? UNRANKED : [count, ...element];
}

/** The shape of an element of a list. */
function elementOf(query: Query, place: number): Shape {
  return dtypeAt(query, place) === "variant" ? UNRANKED : dimsFrom(query, place, 1).slice(1);
}

/** A list with an element written into it: where the list does not say its shape, the element does. */
function written(query: Query, place: number, element: Shape): Shape {
  const list = dimsFrom(query, place, 1);
  const full = [list[0], ...element];
  return dtypeAt(query, place) === "variant" ? full : filled(list, full);
}

const open = (size: number) => size < 0 ? NaN : size;

/** The shape of an element as an input says it; -1 is an open dimension, or all where it is alone. */
function elementAt(query: Query, place: number): Shape {
  return inputAt(query, place).shape.length === 0 ? UNRANKED : valuesAt(query, place).map(open);
}

/** The same as a setting says it; it is left out where it is not known. */
function elementSetting(query: Query): Shape {
  const isSaid = query.operator.attributes["element_shape"] !== undefined;
  return isSaid ? numbersOf(query, "element_shape").map(open) : UNRANKED;
}
