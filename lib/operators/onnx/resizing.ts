/** ONNX operators that give an image another size. */

import { axesIn, dimsAt, isGiven, valuesAt } from "../operands.ts";
import { fail, inputAt, numberOf, numbersOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";

/** Resize, Upsample, RoiAlign, GridSample. */
export const onnxResizingRules: readonly OperatorRule[] = [
  { types: ["Resize"], shapes: (query) => [resized(query)] },
  {
    types: ["Upsample"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const scales = isGiven(query, 1) ? valuesAt(query, 1) : oldScales(query, input);
      return [scaled(input, scales)];
    },
  },
  {
    types: ["RoiAlign"],
    shapes: (query) => [[
      dimsAt(query, 1)[0],
      dimsAt(query, 0)[1],
      numberOf(query, "output_height", 1),
      numberOf(query, "output_width", 1),
    ]],
  },
  {
    types: ["GridSample"],
    shapes: (query) => [[...dimsAt(query, 0).slice(0, 2), ...dimsAt(query, 1).slice(1, -1)]],
  },
];

/** Sizes, or scales of which `floor(size * scale)` remains; from opset 18 on, of some axes only. */
function resized(query: Query): Shape {
  const input = dimsAt(query, 0);
  const [scales, sizes] = query.operator.inputs.length === 2 ? [1, 3] : [2, 3];
  const given = numbersOf(query, "axes");
  const axes = given.length > 0 ? axesIn(input.length, given) : [...input.keys()];
  const perAxis = (place: number) => {
    const values = valuesAt(query, place);
    return values.length === axes.length ? values : fail(`input ${place} holds ${values.length}`);
  };
  const all = new Array<number>(input.length).fill(1);
  if (isFilled(query, sizes)) {
    const wanted = perAxis(sizes);
    const { keep_aspect_ratio_policy = "stretch" } = query.operator.attributes;
    if (keep_aspect_ratio_policy !== "stretch") return keptRatio(query, input, axes, wanted);
    return input.map((size, d) => axes.includes(d) ? wanted[axes.indexOf(d)] : size);
  }
  if (!isFilled(query, scales)) return fail("it has neither scales nor sizes");
  perAxis(scales).forEach((scale, i) => all[axes[i]] = scale);
  return scaled(cropped(query, input), all);
}

/** An input that is there and not empty: an empty one stands for none. */
function isFilled(query: Query, place: number): boolean {
  return isGiven(query, place) && inputAt(query, place).shape[0] !== 0;
}

function scaled(input: Shape, scales: readonly number[]): Shape {
  if (scales.length !== input.length) return fail(`it has ${scales.length} scales`);
  return input.map((size, d) => Math.floor(size * scales[d]));
}

/** The part of the input that is resized: all of it, unless it says where to crop. */
function cropped(query: Query, input: Shape): Shape {
  const { coordinate_transformation_mode: mode } = query.operator.attributes;
  if (mode !== "tf_crop_and_resize") return input;
  const corners = valuesAt(query, 1);
  return input.map((size, d) => size * (corners[d + input.length] - corners[d]));
}

/** One scale for all axes, so that none (or each) reaches beyond the wanted size. */
function keptRatio(
  query: Query,
  input: Shape,
  axes: readonly number[],
  wanted: readonly number[],
): Shape {
  const ratios = axes.map((axis, i) => wanted[i] / input[axis]);
  const larger = query.operator.attributes["keep_aspect_ratio_policy"] === "not_smaller";
  const scale = larger ? Math.max(...ratios) : Math.min(...ratios);
  return input.map((size, d) => axes.includes(d) ? Math.floor(size * scale + 0.5) : size);
}

/** Scales as settings: `scales` of opset 7, height and width of opset 1. */
function oldScales(query: Query, input: Shape): readonly number[] {
  const scales = numbersOf(query, "scales");
  if (scales.length > 0) return scales;
  if (input.length !== 4) return fail("it does not say its scales");
  return [1, 1, numberOf(query, "height_scale"), numberOf(query, "width_scale")];
}
