/** A network on the drawing board: tensors and operators as a zoo file describes them, before they become bytes. */

import type { Attributes } from "../graph/mod.ts";
import type { ValueRange } from "./value_range.ts";

/** How a network is to be built. Everything has a default, which is the published network in int8. */
export interface BuildOptions {
  /** Element type of activations and weights; int8 has per-channel weights and int32 biases. */
  readonly dtype?: "int8" | "float32";
  /**
   * `random`: seeded, so that values stay in range from layer to layer. `zeros`: the same with zeros
   * for numbers. `none`: the weights are said to lie in another file, which does not exist: all
   * shapes and sizes are there, the file is small, and it cannot run.
   */
  readonly weights?: "none" | "zeros" | "random";
  /** Height and width of the input image, in pixels, or one number for both. */
  readonly inputSize?: number | readonly [height: number, width: number];
  /** Factor on the number of channels. */
  readonly width?: number;
  /** Seed of the random weights; the same seed gives the same bytes. */
  readonly seed?: number;
}

/** What a tensor holds. */
export type Content =
  | { readonly kind: "activation"; readonly values: ValueRange }
  | { readonly kind: "filter"; readonly deviation: number; readonly channelDimension: number }
  | { readonly kind: "bias"; readonly input: number; readonly filter: number }
  | { readonly kind: "vector"; readonly low: number; readonly high: number }
  | { readonly kind: "integers"; readonly values: readonly number[] };

/** A tensor on the drawing board. */
export interface DrawnTensor {
  /** The name in the file. */
  readonly name: string;
  /** Dimensions; NHWC for images. */
  readonly shape: readonly number[];
  /** What it holds. */
  readonly content: Content;
}

/** An operator on the drawing board. */
export interface DrawnOperator {
  /** The type in the words of the file format. */
  readonly type: string;
  /** Tensor ids, in order. */
  readonly inputs: readonly number[];
  /** The tensor that it writes. */
  readonly output: number;
  /** Settings, in the words of the file format's schema; absent ones have the schema's defaults. */
  readonly attributes: Attributes;
}

/** A tensor of a network, as the layer functions hand it from one to the next. */
export interface Handle {
  /** Index among the tensors of the network. */
  readonly id: number;
  /** Dimensions; NHWC for images. */
  readonly shape: readonly number[];
}

/** A network under construction; the layer functions append to it, in execution order. */
export interface Network {
  /** The network's name. */
  readonly name: string;
  /** One sentence for the file. */
  readonly description: string;
  /** See {@linkcode BuildOptions.dtype}. */
  readonly dtype: "int8" | "float32";
  /** See {@linkcode BuildOptions.weights}. */
  readonly weights: "none" | "zeros" | "random";
  /** See {@linkcode BuildOptions.seed}. */
  readonly seed: number;
  /** All tensors; an id is an index. */
  readonly tensors: DrawnTensor[];
  /** All operators, in execution order. */
  readonly operators: DrawnOperator[];
  /** Ids of the tensors that the caller writes. */
  readonly inputs: number[];
  /** Ids of the tensors that the caller reads. */
  readonly outputs: number[];
}

/** The one setting that every layer has. */
export interface NameOptions {
  /** Name of the output; a running number by default. */
  readonly name?: string;
}

/**
 * Starts a network without tensors and operators.
 *
 * @throws {RangeError} If there is no such type or kind of weights.
 */
export function newNetwork(
  name: string,
  description: string,
  { dtype = "int8", weights = "random", seed = 1 }: BuildOptions = {},
): Network {
  if (!["int8", "float32"].includes(dtype) || !["none", "zeros", "random"].includes(weights)) {
    throw new RangeError(
      `Cannot build ${name}: int8 or float32 with weights none, zeros or random wanted, ${dtype} ` +
        `with weights ${weights} came`,
    );
  }
  return {
    name,
    description,
    dtype,
    weights,
    seed,
    tensors: [],
    operators: [],
    inputs: [],
    outputs: [],
  };
}

/** A running name for a layer that was given none: the type and the number of its operator. */
export function nextName({ operators }: Network, type: string): string {
  return `${type.toLowerCase()}_${operators.length}`;
}

/** Appends a tensor. */
export function addTensor(
  net: Network,
  name: string,
  shape: readonly number[],
  content: Content,
): Handle {
  net.tensors.push({ name, shape, content });
  return { id: net.tensors.length - 1, shape };
}

/** Appends an operator and the tensor that it writes. */
export function addOperator(
  net: Network,
  type: string,
  inputs: readonly Handle[],
  output: { name?: string; shape: readonly number[]; values: ValueRange },
  attributes: Attributes = {},
): Handle {
  const { name = nextName(net, type) } = output;
  const handle = addTensor(net, name, output.shape, {
    kind: "activation",
    values: output.values,
  });
  net.operators.push({ type, inputs: inputs.map(({ id }) => id), output: handle.id, attributes });
  return handle;
}

/** The value range of an activation. */
export function valuesOf(net: Network, { id }: Handle): ValueRange {
  const { content, name } = net.tensors[id];
  if (content.kind === "activation") return content.values;
  throw new TypeError(`Cannot read "${name}" as an activation: it is a constant (${content.kind})`);
}
