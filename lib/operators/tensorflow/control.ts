/** TensorFlow operators that steer what runs: of either branch, one pass is looked at. */

import type { DType } from "../../graph/mod.ts";
import { coveringDims, dimsAt, dtypeAt, isGiven, UNRANKED, valuesAt } from "../operands.ts";
import { fail, inputAt, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";

/** Switch, Merge and the frames of loops pass a tensor on; If and While say their outputs' types. */
export const tensorflowControlRules: readonly OperatorRule[] = [
  {
    types: ["Switch", "RefSwitch"],
    shapes: (query) => [dimsAt(query, 0), dimsAt(query, 0)],
  },
  {
    types: ["Merge", "RefMerge"],
    shapes: (query) => [merged(query), []],
    dtypes: (query) => [dtypeAt(query, firstGiven(query)), "int32"],
    atMost: differs,
  },
  {
    types: ["Enter", "Exit", "NextIteration", "LoopCond", "RefEnter", "RefExit"],
    shapes: (query) => [dimsAt(query, 0)],
    values: (query) =>
      query.operator.type === "Enter" ? valuesAt(query, 0) : fail("it changes from pass to pass"),
  },
  {
    // What a pass makes has the shape of what goes in: so TensorFlow demands it.
    types: ["While", "StatelessWhile"],
    shapes: (query) => query.operator.inputs.map((_, place) => inputAt(query, place).shape),
    dtypes: (query): DType[] => query.operator.inputs.map((_, place) => dtypeAt(query, place)),
  },
];

function firstGiven(query: Query): number {
  const place = query.operator.inputs.findIndex((_, i) => isGiven(query, i));
  return place < 0 ? fail("it has no inputs") : place;
}

/** The shapes of the branches: of a loop, of the way into it. */
function branchesOf(query: Query): readonly Shape[] {
  const places = [...query.operator.inputs.keys()].filter((place) => isGiven(query, place));
  return places.map((place) => dimsAt(query, place));
}

function merged(query: Query): Shape {
  const branches = branchesOf(query);
  if (branches.length === 0) return fail("it has no inputs");
  const covering = coveringDims(branches);
  return covering === UNRANKED ? fail("its inputs differ in rank") : covering;
}

function differs(query: Query): boolean {
  const [first, ...others] = branchesOf(query);
  return others.some((shape) => String(shape) !== String(first));
}
