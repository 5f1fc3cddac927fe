/** SSD on MobileNet V1 for COCO, the branches of the poster's Fig. 1: 63 operators up to the post-processing. */

import { concat, conv, type Handle, logistic, type Network, output, reshape } from "./builder.ts";
import { mobilenetV1Body } from "./mobilenet_v1_body.ts";
import { scaled } from "./width.ts";
import { type ZooNetwork, zooNetwork } from "./zoo_network.ts";

const CLASSES = 91;
const COORDINATES = 4;

// Liu et al., "SSD" (2016), in the TensorFlow Object Detection API's form: filters before and after halving.
const EXTRA_LAYERS: readonly (readonly [narrow: number, wide: number])[] = [
  [256, 512],
  [128, 256],
  [128, 256],
  [64, 128],
];
const FIRST_ANCHORS = 3;
const OTHER_ANCHORS = 6;

/** SSD MobileNet V1; the custom operator that picks boxes is left to the caller. */
export const ssdMobilenetV1: ZooNetwork = zooNetwork({
  id: "ssd",
  name: "SSD MobileNet V1",
  summary: "object detection, six feature maps with two heads each; the poster's Fig. 1",
  inputSize: 300,
  draw(net, image, { width }) {
    const filters = scaled(width, 8);
    const pairs = mobilenetV1Body(net, image, { filters });
    let x = pairs[12];
    const maps = [pairs[10], x];
    EXTRA_LAYERS.forEach(([narrow, wide], i) => {
      const name = `Conv2d_13_pointwise_${i + 2}`;
      const activation = "relu6";
      x = conv(net, x, { name: `${name}_1x1`, filters: filters(narrow), kernel: 1, activation });
      const halved = { kernel: 3, stride: 2, activation } as const;
      x = conv(net, x, { name: `${name}_3x3_s2`, filters: filters(wide), ...halved });
      maps.push(x);
    });
    heads(net, maps);
  },
});

/** Both heads of each map in turn; each concatenation as soon as its last part is there. */
function heads(net: Network, maps: readonly Handle[]): void {
  const boxes: Handle[] = [];
  const scores: Handle[] = [];
  maps.forEach((map, i) => {
    const name = `BoxPredictor_${i}`;
    const anchors = i === 0 ? FIRST_ANCHORS : OTHER_ANCHORS;
    const count = map.shape[1] * map.shape[2] * anchors;
    const box = conv(net, map, { name: `${name}/Box`, filters: anchors * COORDINATES, kernel: 1 });
    boxes.push(reshape(net, box, [1, count, 1, COORDINATES], { name: `${name}/Reshape` }));
    if (i === maps.length - 1) {
      const all = concat(net, boxes, { name: "concat", axis: 1 });
      output(net, reshape(net, all, [1, all.shape[1], COORDINATES], { name: "Squeeze" }));
    }
    const score = conv(net, map, { name: `${name}/Class`, filters: anchors * CLASSES, kernel: 1 });
    scores.push(reshape(net, score, [1, count, CLASSES], { name: `${name}/Reshape_1` }));
  });
  const all = concat(net, scores, { name: "concat_1", axis: 1 });
  output(net, logistic(net, all, { name: "convert_scores" }));
}
