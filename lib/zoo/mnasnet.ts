/** D: MnasNet, the hosted `mnasnet_1.0_224`: inverted residuals, ten of them with a shortcut; 65 operators. */

import {
  add,
  conv,
  depthwise,
  fullyConnected,
  type Handle,
  type Network,
  output,
  softmax,
  spatialMean,
} from "./builder.ts";
import { scaled } from "./width.ts";
import { type ZooNetwork, zooNetwork } from "./zoo_network.ts";

const CLASSES = 1001;

// Tan et al., "MnasNet" (2019), the variant without squeeze-and-excitation that is hosted.
const STAGES: readonly {
  readonly expansion: number;
  readonly filters: number;
  readonly repeats: number;
  readonly stride: number;
  readonly kernel: number;
}[] = [
  { expansion: 3, filters: 24, repeats: 3, stride: 2, kernel: 3 },
  { expansion: 3, filters: 40, repeats: 3, stride: 2, kernel: 5 },
  { expansion: 6, filters: 80, repeats: 3, stride: 2, kernel: 5 },
  { expansion: 6, filters: 96, repeats: 2, stride: 1, kernel: 3 },
  { expansion: 6, filters: 192, repeats: 4, stride: 2, kernel: 5 },
  { expansion: 6, filters: 320, repeats: 1, stride: 1, kernel: 3 },
];

/** MnasNet with depth multiplier `width`. */
export const mnasnet: ZooNetwork = zooNetwork({
  id: "D",
  name: "MnasNet",
  summary: "image classification, inverted residuals found by search; the hosted 1.0_224",
  inputSize: 224,
  draw(net, image, { width }) {
    const filters = scaled(width, 8);
    const activation = "relu";
    let x = conv(net, image, {
      name: "stem/conv",
      filters: filters(32),
      kernel: 3,
      stride: 2,
      activation,
    });
    x = depthwise(net, x, { name: "lead_cell_0/depthwise", kernel: 3, activation });
    x = conv(net, x, { name: "lead_cell_0/project", filters: filters(16), kernel: 1 });
    let cell = 1;
    for (const { expansion, filters: count, repeats, stride, kernel } of STAGES) {
      for (let i = 0; i < repeats; i++) {
        const name = `${i === 0 ? "lead_cell" : "cell"}_${cell++}`;
        const step = i === 0 ? stride : 1;
        const y = inverted(net, x, name, { expansion, filters: filters(count), step, kernel });
        x = i === 0 ? y : add(net, y, x, { name: `${name}/output` });
      }
    }
    x = conv(net, x, { name: `lead_cell_${cell}`, filters: filters(1280), kernel: 1, activation });
    x = spatialMean(net, x, { name: "feature_extractor/Mean" });
    x = fullyConnected(net, x, { name: "output/fc", units: CLASSES, deviation: 4 });
    output(net, softmax(net, x, { name: "scores" }));
  },
});

function inverted(
  net: Network,
  x: Handle,
  name: string,
  { expansion, filters, step, kernel }: {
    expansion: number;
    filters: number;
    step: number;
    kernel: number;
  },
): Handle {
  const activation = "relu";
  const expanded = x.shape[3] * expansion;
  let y = conv(net, x, { name: `${name}/expand`, filters: expanded, kernel: 1, activation });
  y = depthwise(net, y, { name: `${name}/depthwise`, kernel, stride: step, activation });
  return conv(net, y, { name: `${name}/project`, filters, kernel: 1 });
}
