/** H: PoseNet on MobileNet V1 with the four heads for several persons: 31 operators. */

import { conv, output } from "./builder.ts";
import { mobilenetV1Body } from "./mobilenet_v1_body.ts";
import { scaled } from "./width.ts";
import { type ZooNetwork, zooNetwork } from "./zoo_network.ts";

// 17 key points and the 16 edges between them, each with two coordinates for vectors.
const HEADS: readonly (readonly [name: string, channels: number])[] = [
  ["heatmap_2", 17],
  ["offset_2", 34],
  ["displacement_fwd_2", 32],
  ["displacement_bwd_2", 32],
];

/** PoseNet with one output position per 16 pixels. */
export const posenet: ZooNetwork = zooNetwork({
  id: "H",
  name: "PoseNet",
  summary: "poses of several persons, MobileNet V1 at stride 16 and four heads; posenet 1.0, 257",
  inputSize: 257,
  draw(net, image, { width }) {
    const pairs = mobilenetV1Body(net, image, { filters: scaled(width, 8), lastStageKept: true });
    const features = pairs[pairs.length - 1];
    for (const [name, filters] of HEADS) {
      output(net, conv(net, features, { name, filters, kernel: 1 }));
    }
  },
});
