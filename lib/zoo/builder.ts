/** The public face of the network builder: start a network, append layers, get the bytes of a .tflite file. */

export {
  type BuildOptions,
  type Content,
  type DraftOperator,
  type DraftTensor,
  type Handle,
  type Network,
  newNetwork,
} from "./network.ts";
export type { Activation, ValueRange } from "./value_range.ts";
export {
  batchNorm,
  conv,
  type ConvOptions,
  depthwise,
  type DepthwiseOptions,
  fullyConnected,
  type SumOptions,
  type WindowOptions,
} from "./layers.ts";
export {
  add,
  averagePool,
  concat,
  input,
  integers,
  maxPool,
  type NameOptions,
  output,
  relu,
  reshape,
  softmax,
  spatialMean,
} from "./plain_layers.ts";
export { encode } from "./encode.ts";
