/** Operators that surround a tensor with values, given or mirrored. */

import { ordered, stridesOf } from "./access/access.ts";
import { constantAt, fail, perPosition, type Query, type Shape, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

/** PAD, PADV2, MIRROR_PAD. */
export const paddingRules: readonly OperatorRule[] = [
  {
    types: ["PAD", "PADV2"],
    shapes: (query) => [paddedShape(query)],
    // The output in ascending order; its inner box is the input in ascending order.
    access: (query) => {
      const input = shapeAt(query, 0);
      const strides = stridesOf(input);
      const outputStrides = stridesOf(paddedShape(query));
      const outputStart = paddingOf(query).reduce(
        (start, [before], d) => start + before * outputStrides[d],
        0,
      );
      const axes = input.map((size, d) => ({ size, input: strides[d], output: outputStrides[d] }));
      return [ordered(axes, { outputStart })];
    },
  },
  {
    types: ["MIRROR_PAD"],
    shapes: (query) => [paddedShape(query)],
    // The output in ascending order, each element from the mirrored place.
    access: (query) => {
      const edge = query.operator.attributes["mode"] === "REFLECT" ? 1 : 0;
      const padding = paddingOf(query);
      const shape = paddedShape(query);
      const outputStrides = stridesOf(shape);
      const strides = stridesOf(shapeAt(query, 0));
      return [ordered(shape.map((size, d) => {
        const [before, after] = padding[d];
        const extent = size - before - after;
        if (Math.max(before, after) > extent - edge) return fail("it mirrors more than there is");
        const first = perPosition(size, (c) => {
          const place = c - before;
          if (place < 0) return -place - 1 + edge;
          return place < extent ? place : 2 * extent - 1 - edge - place;
        });
        return { size, input: strides[d], output: outputStrides[d], first };
      }))];
    },
  },
];

/** Elements before and after the data, per dimension. */
function paddingOf(query: Query): [before: number, after: number][] {
  const values = constantAt(query, 1);
  return shapeAt(query, 0).map((_, d) => {
    const [before, after] = values.slice(2 * d, 2 * d + 2);
    if (before >= 0 && after >= 0) return [before, after];
    return fail(`its padding of dimension ${d} is not two numbers from 0 on`);
  });
}

function paddedShape(query: Query): Shape {
  const padding = paddingOf(query);
  return shapeAt(query, 0).map((size, d) => padding[d][0] + size + padding[d][1]);
}
