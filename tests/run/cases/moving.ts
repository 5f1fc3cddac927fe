/** Random operators that only move elements, and resizes. */

import type { Attributes, DType } from "../../../lib/graph/mod.ts";
import {
  type CaseMaker,
  type Dice,
  image,
  ints,
  like,
  oneOperator,
  type Part,
  part,
  realOrStored,
  shapeOf,
} from "./parts.ts";

const reshape = (type: string): CaseMaker => (dice) => {
  const dtype = realOrStored(dice);
  const shape = shapeOf(dice);
  const input = part(dice, dtype, shape);
  const elements = shape.reduce((all, size) => all * size, 1);
  return oneOperator(type, {}, [input], [like(input, dtype, [elements])]);
};

const moved = (
  type: string,
  make: (dice: Dice, shape: number[]) => { out: number[]; inputs: Part[]; attributes?: Attributes },
): CaseMaker =>
(dice) => {
  const dtype = realOrStored(dice);
  const shape = image(dice);
  const { out, inputs, attributes = {} } = make(dice, shape);
  const input = part(dice, dtype, shape);
  return oneOperator(type, attributes, [input, ...inputs], [like(input, dtype, out)]);
};

const resize = (type: string, dtypes: readonly DType[]): CaseMaker => (dice) => {
  const dtype = dice.of(dtypes);
  const [batches, height, width, depth] = image(dice);
  const out = [dice.between(1, 2 * height), dice.between(1, 2 * width)];
  const halfPixels = dice.of([true, false]);
  const attributes = {
    half_pixel_centers: halfPixels,
    align_corners: !halfPixels && dice.of([true, false]),
  };
  const input = part(dice, dtype, [batches, height, width, depth]);
  return oneOperator(type, attributes, [input, ints(...out)], [
    like(input, dtype, [batches, ...out, depth]),
  ]);
};

const join = (type: "CONCATENATION" | "PACK"): CaseMaker => (dice) => {
  const dtype = realOrStored(dice);
  const shape = shapeOf(dice, 3);
  const axis = dice.between(0, 2);
  const count = dice.between(1, 3);
  const first = part(dice, dtype, shape);
  const inputs = [first];
  for (let i = 1; i < count; i++) {
    const size = type === "PACK" ? shape[axis] : dice.between(1, 4);
    inputs.push(like(first, dtype, shape.with(axis, size)));
  }
  const total = inputs.reduce((sum, { shape }) => sum + shape[axis], 0);
  const out = type === "PACK" ? shape.toSpliced(axis, 0, count) : shape.with(axis, total);
  return oneOperator(
    type,
    { axis, values_count: count, fused_activation_function: "NONE" },
    inputs,
    [like(first, dtype, out)],
  );
};

const partition = (type: "SPLIT" | "SPLIT_V" | "UNPACK"): CaseMaker => (dice) => {
  const dtype = realOrStored(dice);
  const count = dice.between(1, 3);
  const shape = shapeOf(dice, 3);
  const axis = dice.between(0, 2);
  const whole = shape.with(axis, type === "UNPACK" ? count : count * shape[axis]);
  const input = part(dice, dtype, whole);
  const out = type === "UNPACK" ? shape.toSpliced(axis, 1) : shape;
  const outputs = Array.from({ length: count }, () => like(input, dtype, out));
  if (type === "UNPACK") return oneOperator(type, { axis, num: count }, [input], outputs);
  if (type === "SPLIT") return oneOperator(type, {}, [ints(axis), input], outputs);
  const sizes = outputs.map(() => shape[axis]);
  return oneOperator(type, {}, [input, ints(...sizes), ints(axis)], outputs);
};

/** Makers by operator type. */
export const MOVERS: Readonly<Record<string, CaseMaker>> = {
  RESHAPE: reshape("RESHAPE"),
  SQUEEZE: reshape("SQUEEZE"),
  EXPAND_DIMS: reshape("EXPAND_DIMS"),
  CONCATENATION: join("CONCATENATION"),
  PACK: join("PACK"),
  SPLIT: partition("SPLIT"),
  SPLIT_V: partition("SPLIT_V"),
  UNPACK: partition("UNPACK"),
  RESIZE_NEAREST_NEIGHBOR: resize("RESIZE_NEAREST_NEIGHBOR", ["float32", "int8"]),
  RESIZE_BILINEAR: resize("RESIZE_BILINEAR", ["float32", "int8"]),
  PAD: moved("PAD", (dice, shape) => {
    const paddings = shape.map(() => [dice.between(0, 2), dice.between(0, 2)]);
    const out = shape.map((size, d) => size + paddings[d][0] + paddings[d][1]);
    return { out, inputs: [{ ...ints(...paddings.flat()), shape: [4, 2] }] };
  }),
  PADV2: moved("PADV2", (dice, shape) => {
    const paddings = shape.map(() => [dice.between(0, 1), dice.between(0, 1)]);
    const out = shape.map((size, d) => size + paddings[d][0] + paddings[d][1]);
    const value: Part = { shape: [1], dtype: "float32", values: [0] };
    return { out, inputs: [{ ...ints(...paddings.flat()), shape: [4, 2] }, value] };
  }),
  BROADCAST_TO: moved("BROADCAST_TO", (dice, shape) => {
    const out = [dice.between(1, 2), ...shape];
    return { out, inputs: [ints(...out)] };
  }),
  GATHER_ND: moved("GATHER_ND", (dice, shape) => {
    const rows = Array.from({ length: dice.between(1, 3) }, () => [
      dice.between(0, shape[0] - 1),
      dice.between(0, shape[1] - 1),
    ]);
    const inputs = [{ ...ints(...rows.flat()), shape: [rows.length, 2] }];
    return { out: [rows.length, ...shape.slice(2)], inputs };
  }),
  MIRROR_PAD: moved("MIRROR_PAD", (dice, shape) => {
    const paddings = shape.map((size) => [dice.between(0, size > 1 ? 1 : 0), 0]);
    const out = shape.map((size, d) => size + paddings[d][0]);
    const mode = dice.of(["REFLECT", "SYMMETRIC"]);
    return { out, inputs: [{ ...ints(...paddings.flat()), shape: [4, 2] }], attributes: { mode } };
  }),
  TRANSPOSE: moved("TRANSPOSE", (dice, shape) => {
    const order = dice.of([[0, 1, 2, 3], [0, 3, 1, 2], [0, 2, 3, 1], [3, 2, 1, 0]]);
    return { out: order.map((d) => shape[d]), inputs: [ints(...order)] };
  }),
  SLICE: moved("SLICE", (dice, shape) => {
    const begin = shape.map((size) => dice.between(0, size - 1));
    const out = shape.map((size, d) => dice.between(1, size - begin[d]));
    return { out, inputs: [ints(...begin), ints(...out)] };
  }),
  STRIDED_SLICE: moved("STRIDED_SLICE", (dice, shape) => {
    const begin = shape.map((size) => dice.between(0, size - 1));
    const steps = shape.map(() => dice.of([1, 1, 2]));
    const out = shape.map((size, d) => Math.ceil((size - begin[d]) / steps[d]));
    const masks = { begin_mask: 0, end_mask: 0, shrink_axis_mask: 0 };
    const attributes = { ...masks, ellipsis_mask: 0, new_axis_mask: 0, offset: false };
    return { out, inputs: [ints(...begin), ints(...shape), ints(...steps)], attributes };
  }),
  GATHER: moved("GATHER", (dice, shape) => {
    const axis = dice.between(0, 3);
    const indices = Array.from(
      { length: dice.between(1, 4) },
      () => dice.between(0, shape[axis] - 1),
    );
    const attributes = { axis, batch_dims: 0 };
    return { out: shape.with(axis, indices.length), inputs: [ints(...indices)], attributes };
  }),
  DEPTH_TO_SPACE: (dice) => {
    const [batches, height, width, depth] = image(dice);
    const input = part(dice, realOrStored(dice), [batches, height, width, 4 * depth]);
    const output = like(input, input.dtype, [batches, 2 * height, 2 * width, depth]);
    return oneOperator("DEPTH_TO_SPACE", { block_size: 2 }, [input], [output]);
  },
  SPACE_TO_DEPTH: (dice) => {
    const [batches, height, width, depth] = image(dice);
    const input = part(dice, realOrStored(dice), [batches, 2 * height, 2 * width, depth]);
    const output = like(input, input.dtype, [batches, height, width, 4 * depth]);
    return oneOperator("SPACE_TO_DEPTH", { block_size: 2 }, [input], [output]);
  },
};
