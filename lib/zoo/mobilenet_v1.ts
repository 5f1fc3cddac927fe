/** A: MobileNet V1, the hosted `mobilenet_v1_1.0_224_quant`: 31 operators, a chain. */

import { averagePool, conv, output, reshape, softmax } from "./builder.ts";
import { mobilenetV1Body } from "./mobilenet_v1_body.ts";
import { scaled } from "./width.ts";
import { type ZooNetwork, zooNetwork } from "./zoo_network.ts";

const CLASSES = 1001;

/** MobileNet V1; `width` is the paper's width multiplier. */
export const mobilenetV1: ZooNetwork = zooNetwork({
  id: "A",
  name: "MobileNet V1",
  summary: "image classification, a chain of separable convolutions; the hosted 1.0_224_quant",
  inputSize: 224,
  draw(net, image, { width }) {
    const pairs = mobilenetV1Body(net, image, { filters: scaled(width, 8) });
    const features = pairs[pairs.length - 1];
    const [, height, columns] = features.shape;
    let x = averagePool(net, features, {
      name: "Logits/AvgPool_1a",
      kernel: [height, columns],
      stride: 2,
      padding: "valid",
    });
    x = conv(net, x, { name: "Logits/Conv2d_1c_1x1", filters: CLASSES, kernel: 1, deviation: 6 });
    x = reshape(net, x, [1, CLASSES], { name: "Logits/SpatialSqueeze" });
    output(net, softmax(net, x, { name: "Predictions/Reshape_1" }));
  },
});
