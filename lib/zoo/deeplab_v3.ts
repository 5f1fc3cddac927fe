/** G: DeepLabv3 on MobileNet V2, the hosted `deeplabv3_257_mv_gpu`: 70 operators. */

import {
  add,
  averagePool,
  concat,
  conv,
  depthwise,
  type Handle,
  type Network,
  output,
  resizeBilinear,
} from "./builder.ts";
import { scaled } from "./width.ts";
import { type ZooNetwork, zooNetwork } from "./zoo_network.ts";

const CLASSES = 21;

// Sandler et al., "MobileNetV2" (2018), table 2, at half width, with strides after the third replaced by
// dilation (Chen et al., "Rethinking Atrous Convolution", 2017), as in the hosted file.
const BLOCKS: readonly (readonly [filters: number, stride: number, dilation: number])[] = [
  [12, 2, 1],
  [12, 1, 1],
  [16, 2, 1],
  [16, 1, 1],
  [16, 1, 1],
  [32, 1, 1],
  [32, 1, 2],
  [32, 1, 2],
  [32, 1, 2],
  [48, 1, 2],
  [48, 1, 2],
  [48, 1, 2],
  [80, 1, 2],
  [80, 1, 4],
  [80, 1, 4],
  [160, 1, 4],
];
const EXPANSION = 6;

/** DeepLabv3; `width` is a factor on the hosted file's channels, which are half of MobileNet V2's. */
export const deeplabV3: ZooNetwork = zooNetwork({
  id: "G",
  name: "DeepLabv3",
  summary: "semantic segmentation, MobileNet V2 with dilation and one pooled branch; 257_mv_gpu",
  inputSize: 257,
  published: { peakReductionPercent: 1.61 },
  draw(net, image, { width }) {
    const filters = scaled(width, 4);
    const activation = "relu6";
    let x = conv(net, image, {
      name: "Conv",
      filters: filters(16),
      kernel: 3,
      stride: 2,
      activation,
    });
    x = depthwise(net, x, { name: "expanded_conv/depthwise", kernel: 3, activation });
    x = conv(net, x, { name: "expanded_conv/project", filters: filters(8), kernel: 1 });
    BLOCKS.forEach(([count, stride, dilation], i) => {
      x = block(net, x, `expanded_conv_${i + 1}`, filters(count), stride, dilation);
    });
    const size = [x.shape[1], x.shape[2]] as const;
    const fused = pyramid(net, x, filters(256));
    const logits = conv(net, fused, { name: "logits/semantic", filters: CLASSES, kernel: 1 });
    const resized = (y: Handle, to: readonly [number, number], name: string) =>
      resizeBilinear(net, y, to, { name, alignCorners: true });
    const same = resized(logits, size, "ResizeBilinear_2");
    output(net, resized(same, [image.shape[1], image.shape[2]], "ResizeBilinear_3"));
  },
});

function block(
  net: Network,
  x: Handle,
  name: string,
  filters: number,
  stride: number,
  dilation: number,
): Handle {
  const activation = "relu6";
  const expanded = x.shape[3] * EXPANSION;
  let y = conv(net, x, { name: `${name}/expand`, filters: expanded, kernel: 1, activation });
  y = depthwise(net, y, { name: `${name}/depthwise`, kernel: 3, stride, dilation, activation });
  y = conv(net, y, { name: `${name}/project`, filters, kernel: 1 });
  return stride === 1 && filters === x.shape[3] ? add(net, y, x, { name: `${name}/add` }) : y;
}

/** What is left of the atrous spatial pyramid on the phone: image pooling beside a 1x1 convolution. */
function pyramid(net: Network, x: Handle, filters: number): Handle {
  const activation = "relu";
  const size = [x.shape[1], x.shape[2]] as const;
  const [stride] = size;
  let pooled = averagePool(net, x, { name: "AvgPool2D", kernel: size, stride, padding: "valid" });
  pooled = conv(net, pooled, { name: "image_pooling", filters, kernel: 1, activation });
  pooled = resizeBilinear(net, pooled, size, { name: "ResizeBilinear_1", alignCorners: true });
  const local = conv(net, x, { name: "aspp0", filters, kernel: 1, activation });
  const both = concat(net, [pooled, local], { name: "concat" });
  return conv(net, both, { name: "concat_projection", filters, kernel: 1, activation });
}
