/** TensorFlow operators that give images another size; images are NHWC. */

import { dimsFrom, valuesAt } from "../operands.ts";
import { fail, numbersOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { imageAt, layoutOf } from "./settings.ts";
import { imageLike } from "./windows.ts";

/** ResizeBilinear and its relatives; CropAndResize; UpSampling2D. All but the
 * nearest neighbour and UpSampling2D make float32. */
export const tensorflowResizingRules: readonly OperatorRule[] = [
  { types: ["ResizeNearestNeighbor"], shapes: (query) => [resized(query)] },
  {
    types: ["ResizeBilinear", "ResizeBicubic", "ResizeArea"],
    shapes: (query) => [resized(query)],
    dtypes: () => ["float32"],
  },
  {
    // A layer of Keras: height and width times whole numbers.
    types: ["UpSampling2D"],
    shapes: (query) => {
      const input = imageAt(query, 0, 4);
      const layout = layoutOf(query, 4);
      const factors = numbersOf(query, "size");
      if (factors.length !== 2) return fail("its size is no height and width");
      const sizes = layout.spatial.map((d, i) => input[d] * factors[i]);
      return [imageLike(input, layout, sizes, input[layout.channels])];
    },
  },
  {
    types: ["CropAndResize"],
    shapes: (query) => {
      const [boxes] = dimsFrom(query, 1, 1);
      return [[boxes, ...sizeAt(query, 3), imageAt(query, 0, 4)[3]]];
    },
    dtypes: () => ["float32"],
  },
];

function resized(query: Query): Shape {
  const [batch, , , channels] = imageAt(query, 0, 4);
  return [batch, ...sizeAt(query, 1), channels];
}

function sizeAt(query: Query, place: number): Shape {
  const size = valuesAt(query, place);
  return size.length === 2 ? size : fail(`input ${place} is no height and width`);
}
