/** ONNX operators that join tensors along an axis, or take one apart. */

import {
  concatenatedDims,
  dimsAt,
  dtypeAt,
  indexIn,
  inputOrSetting,
  valuesAt,
  valuesOver,
} from "../operands.ts";
import { fail, numberOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { axisOf } from "./reshaping.ts";

/** Concat, QLinearConcat, Split. */
export const onnxJoiningRules: readonly OperatorRule[] = [
  {
    types: ["Concat"],
    shapes: (query) => [joined(query, query.operator.inputs.map((_, place) => place))],
    values: (query) => {
      const places = query.operator.inputs.map((_, place) => place);
      const output = joined(query, places);
      const axis = axisOf(query, output, 1);
      const parts = places.map((place) => ({
        shape: dimsAt(query, place),
        values: valuesAt(query, place),
      })).filter(({ values }) => values.length > 0);
      return valuesOver(output, (position) => {
        let at = position[axis];
        const part = parts.find(({ shape }) => at < shape[axis] || (at -= shape[axis], false))!;
        return part.values[indexIn(part.shape, position.with(axis, at))];
      });
    },
  },
  {
    // Scale and zero point of the output, then input, scale and zero point of each part.
    types: ["com.microsoft.QLinearConcat"],
    shapes: (query) => {
      const parts = Math.floor((query.operator.inputs.length - 2) / 3);
      return [joined(query, Array.from({ length: parts }, (_, part) => 2 + 3 * part))];
    },
    dtypes: (query) => [dtypeAt(query, 1)],
  },
  {
    types: ["Split"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const axis = axisOf(query, input, 0);
      return partSizes(query, input[axis]).map((size) => input.with(axis, size));
    },
    partValues: (query) => {
      const input = dimsAt(query, 0);
      const [axis, values] = [axisOf(query, input, 0), valuesAt(query, 0)];
      let end = 0;
      return partSizes(query, input[axis]).map((size) => {
        const start = end;
        end += size;
        return valuesOver(
          input.with(axis, size),
          (position) => values[indexIn(input, position.with(axis, start + position[axis]))],
        );
      });
    },
  },
];

function joined(query: Query, places: readonly number[]): Shape {
  const shapes = places.map((place) => dimsAt(query, place));
  if (shapes.length === 0) return fail("it has no inputs");
  const axis = axisOf(query, shapes[0], 1); // 1 where opset 1 leaves it out
  return concatenatedDims(shapes, axis);
}

/** The sizes that it says, or equal ones; the last may be smaller. */
function partSizes(query: Query, size: number): readonly number[] {
  const given = inputOrSetting(query, 1, "split");
  const parts = query.operator.outputs.length;
  if (given.length > 0) {
    return given.length === parts ? given : fail(`it has ${given.length} sizes for ${parts} parts`);
  }
  const each = Math.ceil(size / numberOf(query, "num_outputs", parts));
  return query.operator.outputs.map((_, part) => Math.max(0, Math.min(each, size - part * each)));
}
