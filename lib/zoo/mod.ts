/** The zoo: networks from the literature as valid .tflite bytes, with seeded weights. */

import { cellNetworks } from "./cell_network.ts";
import { deeplabV3 } from "./deeplab_v3.ts";
import { densenet121 } from "./densenet.ts";
import { east } from "./east.ts";
import { inceptionV1 } from "./inception_v1.ts";
import { mnasnet } from "./mnasnet.ts";
import { mobilenetV1 } from "./mobilenet_v1.ts";
import { nasnetMobile } from "./nasnet_mobile.ts";
import { posenet } from "./posenet.ts";
import { randwire } from "./randwire.ts";
import { squeezenet, squeezenet10 } from "./squeezenet.ts";
import { ssdMobilenetV1 } from "./ssd_mobilenet_v1.ts";
import type { ZooNetwork } from "./zoo_network.ts";

export type { BuildOptions } from "./network.ts";
export { loadOriginal, type Original, originals, unpackOriginal } from "./originals.ts";
export { randwire } from "./randwire.ts";
export type { WattsStrogatz } from "./watts_strogatz.ts";
export type { PublishedFigures, ZooNetwork } from "./zoo_network.ts";

/**
 * Every network of the zoo: the poster's nine (`A` to `I`), then those of ordering research.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { zoo } from "@tmm/tmm";
 * const inception = zoo.find(({ id }) => id === "C")!;
 * const bytes = inception.build({ dtype: "float32", weights: "none" });
 * assert.equal(String.fromCharCode(...bytes.subarray(4, 8)), "TFL3");
 * ```
 */
export const zoo: readonly ZooNetwork[] = [
  mobilenetV1,
  squeezenet,
  squeezenet10,
  inceptionV1,
  mnasnet,
  nasnetMobile,
  densenet121,
  deeplabV3,
  posenet,
  east,
  ssdMobilenetV1,
  ...cellNetworks,
  randwire("cifar"),
  randwire("imagenet"),
];
