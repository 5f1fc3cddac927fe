/** Convolutions of TensorFlow: filters are [height, width, channels in, channels out]. */

import { elementsOf } from "../../graph/mod.ts";
import { valuesAt } from "../operands.ts";
import { fail, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { imageAt, layoutOf } from "./settings.ts";
import { imageLike, slid, windowsOf } from "./windows.ts";

/** What Grappler of TensorFlow.js makes of a depthwise convolution is the second one. */
const DEPTHWISE = ["DepthwiseConv2dNative", "FusedDepthwiseConv2dNative"];

/** Conv2D, depthwise, transposed and 3D ones; fused forms read bias and the like behind the filter. */
export const tensorflowConvolutionRules: readonly OperatorRule[] = [
  ...[["Conv2D", "_FusedConv2D"], ["Conv3D"]].map((types, i): OperatorRule => ({
    types,
    shapes: (query) => [convolved(query, 4 + i)],
    // Every element of the output takes its window times the channels of the input (of the group).
    macs: (query) => elementsOf(convolved(query, 4 + i)) * taken(imageAt(query, 1, 4 + i)),
  })),
  {
    types: DEPTHWISE,
    shapes: (query) => [depthwise(query)],
    // Every element of the output takes its window of one channel.
    macs: (query) => elementsOf(depthwise(query)) * elementsOf(imageAt(query, 1, 4).slice(0, 2)),
  },
  {
    // Filters are [height, width, channels out, channels in]; the first input says the output's shape.
    types: ["Conv2DBackpropInput", "Conv3DBackpropInputV2"],
    shapes: (query) => [transposed(query)],
    // Every element of the input meets the filters of its channel once.
    macs: (query) => {
      const rank = transposed(query).length;
      return elementsOf(imageAt(query, 2, rank)) * taken(imageAt(query, 1, rank));
    },
  },
  {
    // A layer of Keras, which says no shape: every position of the input is a window of the output.
    types: ["Conv2DTranspose"],
    shapes: (query) => [spread(query)],
    macs: (query) => elementsOf(imageAt(query, 0, 4)) * taken(imageAt(query, 1, 4)),
  },
  {
    types: ["Dilation2D"],
    shapes: (query) => {
      const input = imageAt(query, 0, 4);
      const layout = layoutOf(query, 4);
      const windows = { ...windowsOf(query, layout), dilations: [1, 1] };
      const sizes = layout.spatial.map((d) => input[d]);
      return [imageLike(input, layout, slid(windows, sizes, imageAt(query, 1, 3)), input[3])];
    },
  },
];

/** Weights that one element meets: all of the filter but its last dimension. */
function taken(filter: Shape): number {
  return elementsOf(filter.slice(0, -1));
}

function convolved(query: Query, rank: number): Shape {
  return windowed(query, rank, imageAt(query, 1, rank)[rank - 1]);
}

/** The last dimension of the filter is the number of outputs per channel. */
function depthwise(query: Query): Shape {
  const [, , depth, multiplier] = imageAt(query, 1, 4);
  return windowed(query, 4, depth * multiplier);
}

function windowed(query: Query, rank: number, channels: number): Shape {
  const input = imageAt(query, 0, rank);
  const layout = layoutOf(query, rank);
  const taps = imageAt(query, 1, rank).slice(0, -2);
  const sizes = slid(windowsOf(query, layout), layout.spatial.map((d) => input[d]), taps);
  return imageLike(input, layout, sizes, channels);
}

/** The shape that is given, whole or its spatial part only. */
function transposed(query: Query): Shape {
  const rank = query.operator.type.startsWith("Conv3D") ? 5 : 4;
  const given = valuesAt(query, 0);
  if (given.length === rank) return given;
  if (given.length !== rank - 2) return fail(`it wants ${given.length} dimensions`);
  const channels = imageAt(query, 1, rank)[rank - 2];
  return imageLike(imageAt(query, 2, rank), layoutOf(query, rank), given, channels);
}

function spread(query: Query): Shape {
  const input = imageAt(query, 0, 4);
  const filter = imageAt(query, 1, 4);
  const layout = layoutOf(query, 4);
  const { strides, how } = windowsOf(query, layout);
  const sizes = layout.spatial.map((d, i) =>
    input[d] * strides[i] + (how === "SAME" ? 0 : Math.max(filter[i] - strides[i], 0))
  );
  return imageLike(input, layout, sizes, filter[2]);
}
