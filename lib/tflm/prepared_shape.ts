/** The output shapes that some kernels work out anew while TFLM prepares them. */

import { elementsOf } from "../graph/mod.ts";
import type { KernelCall, Operand } from "./call.ts";

type Shape = readonly number[];

/** A shape of four dimensions, changed; `undefined` for any other. */
function image(
  operand: Operand | undefined,
  change: (batch: number, height: number, width: number, channels: number) => Shape,
): Shape | undefined {
  if (operand?.shape.length !== 4) return undefined;
  const [batch, height, width, channels] = operand.shape;
  return change(batch, height, width, channels);
}

function gathered({ attributes, inputs: [input, positions] }: KernelCall): Shape | undefined {
  if (!input || !positions) return undefined;
  const axis = Number(attributes.axis ?? 0);
  const at = axis < 0 ? axis + input.shape.length : axis;
  const batches = Number(attributes.batch_dims ?? 0);
  const from = batches < 0 ? batches + positions.shape.length : batches;
  return [
    ...input.shape.slice(0, at),
    ...positions.shape.slice(from),
    ...input.shape.slice(at + 1),
  ];
}

function pooled({ attributes, inputs: [input] }: KernelCall): Shape | undefined {
  const valid = attributes.padding === "VALID";
  const size = (length: number, filter: number, stride: number) =>
    Math.max(0, Math.floor((valid ? length + stride - filter : length + stride - 1) / stride));
  const number = (name: string) => Math.max(1, Number(attributes[name] ?? 1));
  return image(input, (batch, height, width, channels) => [
    batch,
    size(height, number("filter_height"), number("stride_h")),
    size(width, number("filter_width"), number("stride_w")),
    channels,
  ]);
}

/**
 * RESHAPE fills the one dimension that its output leaves open, so that the elements stay as many.
 * Readers count an open dimension as 1: only where the elements differ is it open for TFLM too.
 */
function reshaped({ inputs: [input], outputs: [output] }: KernelCall): Shape | undefined {
  const open = output?.signature?.indexOf(-1) ?? -1;
  if (!input || !output || open < 0 || output.shape[open] !== 1) return undefined;
  const [given, wanted] = [elementsOf(output.shape), elementsOf(input.shape)];
  if (given === wanted || given === 0) return undefined;
  return output.shape.map((dimension, i) => i === open ? Math.floor(wanted / given) : dimension);
}

const RULES: Readonly<Record<string, (call: KernelCall) => Shape | undefined>> = {
  DEPTH_TO_SPACE: ({ attributes, inputs }) => {
    const block = Math.max(1, Number(attributes.block_size));
    return image(inputs[0], (batch, height, width, channels) => [
      batch,
      height * block,
      width * block,
      Math.floor(Math.floor(channels / block) / block),
    ]);
  },
  EMBEDDING_LOOKUP: ({ inputs: [lookup, value] }) =>
    lookup && value ? [lookup.shape[0] ?? 0, ...value.shape.slice(1)] : undefined,
  GATHER: gathered,
  GATHER_ND: ({ inputs: [values, indices] }) =>
    values && indices
      ? [...indices.shape.slice(0, -1), ...values.shape.slice(indices.shape.at(-1) ?? 0)]
      : undefined,
  L2_POOL_2D: pooled,
  RESHAPE: reshaped,
  SPACE_TO_DEPTH: ({ attributes, inputs }) => {
    const block = Math.max(1, Number(attributes.block_size));
    return image(inputs[0], (batch, height, width, channels) => [
      batch,
      Math.floor(height / block),
      Math.floor(width / block),
      channels * block * block,
    ]);
  },
};

/**
 * The shape that a kernel gives its first output, in place of the one in the file, or `undefined`
 * where it takes the file's. (BATCH_MATMUL writes the shape anew too, but insists on as many
 * elements.)
 */
export function preparedShape(call: KernelCall): Shape | undefined {
  return Object.hasOwn(RULES, call.type) ? RULES[call.type](call) : undefined;
}
