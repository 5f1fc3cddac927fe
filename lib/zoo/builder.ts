/** The public face of the network builder: start a network, append layers, get the bytes of a .tflite file. */

export {
  type BuildOptions,
  type Handle,
  type NameOptions,
  type Network,
  newNetwork,
} from "./network.ts";
export type { Activation, ValueRange } from "./value_range.ts";
export {
  conv,
  type ConvOptions,
  depthwise,
  type DepthwiseOptions,
  fullyConnected,
  type SumOptions,
} from "./weighted_layers.ts";
export {
  add,
  batchNorm,
  logistic,
  multiplyBy,
  relu,
  requantize,
  softmax,
  subtract,
} from "./pointwise_layers.ts";
export {
  averagePool,
  concat,
  dropFirst,
  input,
  maxPool,
  output,
  pad,
  reshape,
  resizeBilinear,
  spatialMean,
} from "./shape_layers.ts";
export type { WindowOptions } from "./windows.ts";
export { encode } from "./encode.ts";
