import assert from "node:assert/strict";
import fc from "fast-check";
import type { Attributes, DType, Graph } from "../../lib/graph/mod.ts";
import { DTYPE_BITS, elementsOf } from "../../lib/graph/mod.ts";
import { reuseOf } from "../../lib/reuse/mod.ts";
import { data, numbers, oneOperator, type Part, weights } from "../operators/one_operator.ts";
import * as kernels from "./kernels.ts";
import { type Event, survives, type Trace } from "./memory.ts";
import { bilinearFixed, bilinearFloat, nearest } from "./samplers.ts";

/**
 * Compares what is allowed between two tensors of a graph of one operator with memory itself: the
 * distance and larger ones keep every byte that is still read, one byte less does not.
 */
function checkPair(graph: Graph, input: number, output: number, events: Iterable<Event>): void {
  const { allowances: [allowed], refusals } = reuseOf(graph, "tflm-reference");
  const found = allowed.find((pair) => pair.input === input && pair.output === output);
  const trace: Trace = {
    events: [...events],
    inputs: elementsOf(graph.tensors[input].shape),
    outputs: elementsOf(graph.tensors[output].shape),
    bytes: [
      DTYPE_BITS[graph.tensors[input].dtype] / 8,
      DTYPE_BITS[graph.tensors[output].dtype] / 8,
    ],
  };
  const [inputBytes, outputBytes] = [graph.tensors[input].bytes, graph.tensors[output].bytes];
  if (!found) {
    const { reason } = refusals.find((pair) => pair.input === input && pair.output === output)!;
    assert.match(reason, /^the output would have to begin \d+ bytes below the input$/);
    assert.ok(!survives(trace, outputBytes - 1), "the least overlap would have been safe");
    return;
  }
  const { distance, exact } = found;
  assert.ok(survives(trace, distance), `distance ${distance}`);
  if (exact) return;
  for (const more of [1, 2, 3, 5, 8, 16, 17, 64]) {
    assert.ok(survives(trace, distance + more), `distance ${distance} + ${more}`);
  }
  if (distance > -inputBytes) assert.ok(!survives(trace, distance - 1), `distance ${distance} - 1`);
}

const size = (max: number, min = 1) => fc.integer({ min, max });
const pair = (max: number) => fc.tuple(size(max), size(max));
const dtype = fc.constantFrom<DType>("int8", "int16", "float32");
const of = (type: DType, shape: readonly number[]): Part => ({ shape, dtype: type });

const windowCase = fc.record({
  batches: size(2),
  height: size(7),
  width: size(7),
  depth: size(5),
  filter: pair(3),
  stride: pair(3),
  dilation: pair(2),
  same: fc.boolean(),
}).filter((shape) => kernels.windowGeometry(shape).out.every((positions) => positions > 0));

function windowAttributes({ stride, dilation, same, filter }: kernels.WindowCase): Attributes {
  return {
    padding: same ? "SAME" : "VALID",
    stride_h: stride[0],
    stride_w: stride[1],
    dilation_h_factor: dilation[0],
    dilation_w_factor: dilation[1],
    filter_height: filter[0],
    filter_width: filter[1],
  };
}

const imageOf = (
  { batches, height, width, depth }: kernels.WindowCase,
) => [batches, height, width, depth];

/** Runs a property for a number of random shapes, which the name of the test tells. */
function forShapes<T>(
  name: string,
  numRuns: number,
  shapes: fc.Arbitrary<T>,
  check: (shape: T) => void,
): void {
  Deno.test(`tflm-reference is exact for ${numRuns} shapes of ${name}`, () => {
    fc.assert(fc.property(shapes, check), { numRuns });
  });
}

forShapes(
  "convolution",
  350,
  fc.tuple(windowCase, size(2), size(4), dtype),
  ([base, groups, perGroup, type]) => {
    const shape = { ...base, depth: groups * Math.ceil(base.depth / 2) };
    const channels = groups * perGroup;
    const { out } = kernels.windowGeometry(shape);
    const graph = oneOperator("CONV_2D", windowAttributes(shape), [
      of(type, imageOf(shape)),
      weights(channels, ...shape.filter, shape.depth / groups),
    ], [of(type, [shape.batches, ...out, channels])]);
    checkPair(graph, 0, 2, kernels.conv(shape, channels, groups));
  },
);

forShapes(
  "depthwise convolution",
  350,
  fc.tuple(windowCase, size(3), dtype),
  ([shape, m, type]) => {
    const { out } = kernels.windowGeometry(shape);
    const graph = oneOperator("DEPTHWISE_CONV_2D", windowAttributes(shape), [
      of(type, imageOf(shape)),
      weights(1, ...shape.filter, shape.depth * m),
    ], [of(type, [shape.batches, ...out, shape.depth * m])]);
    checkPair(graph, 0, 2, kernels.depthwise(shape, m));
  },
);

const pools = fc.constantFrom("MAX_POOL_2D", "AVERAGE_POOL_2D", "L2_POOL_2D");
forShapes("pooling", 250, fc.tuple(windowCase, pools, dtype), ([base, type, elements]) => {
  const shape = { ...base, dilation: [1, 1] as const };
  const { out } = kernels.windowGeometry(shape);
  fc.pre(out.every((positions) => positions > 0));
  const graph = oneOperator(type, windowAttributes(shape), [of(elements, imageOf(shape))], [
    of(elements, [shape.batches, ...out, shape.depth]),
  ]);
  checkPair(graph, 0, 1, kernels.depthwise(shape, 1));
});

forShapes(
  "fully connected layers",
  100,
  fc.tuple(size(4), size(9), size(9), dtype),
  ([rows, depth, units, type]) => {
    const graph = oneOperator(
      "FULLY_CONNECTED",
      {},
      [of(type, [rows, depth]), weights(units, depth), null],
      [of(type, [rows, units])],
    );
    checkPair(graph, 0, 2, kernels.fullyConnected(rows, depth, units));
  },
);

forShapes("transposed convolution in int8", 20, fc.tuple(size(4), size(4)), ([side, depth]) => {
  const image = [1, 2 * side, 2 * side, 3];
  const graph = oneOperator("TRANSPOSE_CONV", {}, [
    numbers(...image),
    weights(3, 2, 2, depth),
    data(1, side, side, depth),
  ], [data(...image)]);
  const [inputs, outputs] = [side * side * depth, elementsOf(image)];
  checkPair(graph, 2, 3, kernels.transposeConvWithScratch(inputs, outputs));
});

const shapes = fc.array(size(4), { minLength: 1, maxLength: 4 });
forShapes(
  "elementwise operators with broadcast",
  250,
  fc.tuple(shapes, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), size(4, 0), dtype),
  ([shape, small, dropped, type]) => {
    const operand = shape.map((dim, d) => small[d] ? 1 : dim)
      .slice(Math.min(dropped, shape.length - 1));
    const graph = oneOperator("ADD", {}, [of(type, shape), of(type, operand)], [of(type, shape)]);
    checkPair(graph, 0, 2, kernels.broadcast(shape, shape));
    checkPair(graph, 1, 2, kernels.broadcast(operand, shape));
  },
);

const types = fc.constantFrom<DType>("int8", "int16", "int32", "int64", "float32", "bool");
forShapes(
  "elementwise operators between types",
  150,
  fc.tuple(shapes, types, types, fc.constantFrom("CAST", "QUANTIZE", "DEQUANTIZE", "TANH")),
  ([shape, from, to, type]) => {
    const graph = oneOperator(type, {}, [of(from, shape)], [of(to, shape)]);
    checkPair(graph, 0, 1, kernels.broadcast(shape, shape));
  },
);

forShapes("softmax", 50, fc.tuple(pair(6), types, types), ([[rows, depth], from, to]) => {
  const graph = oneOperator("SOFTMAX", {}, [of(from, [rows, depth])], [of(to, [rows, depth])]);
  checkPair(graph, 0, 1, kernels.softmax(rows, depth));
});

const paddings = fc.tuple(
  shapes,
  fc.array(fc.tuple(size(2, 0), size(2, 0)), { minLength: 4, maxLength: 4 }),
  dtype,
);
forShapes("padding", 150, paddings, ([shape, around, type]) => {
  const [before, after] = [0, 1].map((side) => shape.map((_, d) => around[d][side]));
  const graph = oneOperator(
    "PAD",
    {},
    [of(type, shape), numbers(...shape.flatMap((_, d) => around[d]))],
    [of(type, shape.map((dim, d) => before[d] + dim + after[d]))],
  );
  checkPair(graph, 0, 2, kernels.pad(shape, before, after));
});

forShapes("mirrored padding", 80, fc.tuple(paddings, fc.boolean()), ([[base, around], reflect]) => {
  const shape = base.map((dim) => dim + 2);
  const [before, after] = [0, 1].map((side) => shape.map((_, d) => around[d][side]));
  const graph = oneOperator(
    "MIRROR_PAD",
    { mode: reflect ? "REFLECT" : "SYMMETRIC" },
    [data(...shape), numbers(...shape.flatMap((_, d) => around[d]))],
    [data(...shape.map((dim, d) => before[d] + dim + after[d]))],
  );
  checkPair(graph, 0, 2, kernels.mirrorPad(shape, before, after, reflect));
});

const resizes = fc.record({
  image: fc.tuple(size(2), size(6), size(6), size(3)),
  to: pair(12),
  how: fc.constantFrom<Record<string, boolean>>(
    {},
    { align_corners: true },
    { half_pixel_centers: true },
  ),
  type: dtype,
});
forShapes("nearest neighbours", 150, resizes, ({ image, to, how, type }) => {
  const [batches, height, width, depth] = image;
  const graph = oneOperator("RESIZE_NEAREST_NEIGHBOR", how, [of(type, image), numbers(...to)], [
    of(type, [batches, ...to, depth]),
  ]);
  const [rows, columns] = [nearest(height, to[0], how), nearest(width, to[1], how)];
  checkPair(graph, 0, 2, kernels.resize(image, to, rows, columns, true));
});

forShapes("bilinear resizing", 200, resizes, ({ image, to, how, type }) => {
  const [batches, height, width, depth] = image;
  const graph = oneOperator("RESIZE_BILINEAR", how, [of(type, image), numbers(...to)], [
    of(type, [batches, ...to, depth]),
  ]);
  const sampler = type === "float32" ? bilinearFloat : bilinearFixed;
  const [rows, columns] = [sampler(height, to[0], how), sampler(width, to[1], how)];
  checkPair(graph, 0, 2, kernels.resize(image, to, rows, columns, false));
});

const joints = fc.tuple(pair(4), fc.array(size(5), { minLength: 1, maxLength: 4 }), dtype);
forShapes("concatenation", 250, joints, ([[outer, inner], parts, type]) => {
  const total = parts.reduce((sum, part) => sum + part, 0);
  const inputs = parts.map((part) => of(type, [outer, part, inner]));
  const graph = oneOperator("CONCATENATION", { axis: 1 }, inputs, [
    of(type, [outer, total, inner]),
  ]);
  const runs = parts.map((part) => part * inner);
  parts.forEach((_, mine) =>
    checkPair(graph, mine, parts.length, kernels.concat(outer, runs, mine))
  );
});

forShapes("splits", 150, joints, ([[outer, inner], parts, type]) => {
  const total = parts.reduce((sum, part) => sum + part, 0);
  const graph = oneOperator(
    "SPLIT_V",
    {},
    [of(type, [outer, total, inner]), numbers(...parts), numbers(1)],
    parts.map((part) => of(type, [outer, part, inner])),
  );
  const runs = parts.map((part) => part * inner);
  parts.forEach((_, mine) => checkPair(graph, 0, 3 + mine, kernels.split(outer, runs, mine)));
});

forShapes(
  "stacks, put together and taken apart",
  60,
  fc.tuple(size(6), size(4)),
  ([inner, count]) => {
    const rows = Array.from({ length: count }, () => data(1, inner));
    const whole = data(1, count, inner);
    const packed = oneOperator("PACK", { axis: 1 }, rows, [whole]);
    const unpacked = oneOperator("UNPACK", { axis: 1 }, [whole], rows);
    rows.forEach((_, mine) => {
      checkPair(packed, mine, count, kernels.pack(1, inner, count, mine));
      checkPair(unpacked, 0, 1 + mine, kernels.unpack(1, inner, count, mine));
    });
  },
);

const boxes = fc.array(fc.tuple(size(5), size(4, 0), size(3), fc.boolean()), {
  minLength: 1,
  maxLength: 4,
});
forShapes("slices", 150, fc.tuple(boxes, dtype), ([box, type]) => {
  const shape = box.map(([dim]) => dim);
  const begin = box.map(([dim, start]) => Math.min(start, dim - 1));
  const taken = box.map(([dim, , count], d) => Math.min(count, dim - begin[d]));
  const inputs = [of(type, shape), numbers(...begin), numbers(...taken)];
  const graph = oneOperator("SLICE", {}, inputs, [of(type, taken)]);
  checkPair(graph, 0, 3, kernels.slice(shape, begin, shape.map(() => 1), taken, false));
});

forShapes("strided slices", 200, fc.tuple(boxes, dtype), ([box, type]) => {
  const shape = box.map(([dim]) => dim);
  const begin = box.map(([dim, start]) => Math.min(start, dim - 1));
  const step = box.map(([, , stride, back]) => back ? -stride : stride);
  const taken = shape.map((dim, d) =>
    Math.floor((step[d] > 0 ? dim - 1 - begin[d] : begin[d]) / Math.abs(step[d])) + 1
  );
  const graph = oneOperator(
    "STRIDED_SLICE",
    { end_mask: 2 ** box.length - 1 },
    [of(type, shape), numbers(...begin), numbers(...begin), numbers(...step)],
    [of(type, taken)],
  );
  checkPair(graph, 0, 4, kernels.slice(shape, begin, step, taken, step.at(-1) === 1));
});

forShapes(
  "depth to space",
  80,
  fc.tuple(fc.tuple(size(2), size(4), size(4)), size(3), size(3), dtype),
  ([[batches, height, width], block, depth, type]) => {
    const image = [batches, height, width, depth * block * block];
    const graph = oneOperator("DEPTH_TO_SPACE", { block_size: block }, [of(type, image)], [
      of(type, [batches, height * block, width * block, depth]),
    ]);
    checkPair(graph, 0, 1, kernels.depthToSpace(image, block));
  },
);

forShapes("the place of a maximum", 80, fc.tuple(size(4), size(6), size(4), dtype), (shape) => {
  const [outer, axis, inner, type] = shape;
  const inputs = [of(type, [outer, axis, inner]), numbers(1)];
  const graph = oneOperator("ARG_MAX", {}, inputs, [of("int32", [outer, inner])]);
  checkPair(graph, 0, 2, kernels.argMax(outer, axis, inner));
});

Deno.test("tflm-reference tells the distance of images that nobody could walk through", () => {
  const graph = oneOperator(
    "CONV_2D",
    windowAttributes({
      batches: 1,
      height: 32_768,
      width: 32_768,
      depth: 64,
      filter: [3, 3],
      stride: [1, 1],
      dilation: [1, 1],
      same: true,
    }),
    [data(1, 32_768, 32_768, 64), weights(64, 3, 3, 64)],
    [data(1, 32_768, 32_768, 64)],
  );
  const { allowances } = reuseOf(graph, "tflm-reference");
  assert.equal(allowances[0][0].distance, 32_769 * 64 + 63);
});
