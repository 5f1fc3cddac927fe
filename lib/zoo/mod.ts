/** The zoo: networks from the literature as valid .tflite bytes, with seeded weights. */

import { inceptionV1 } from "./inception_v1.ts";
import type { ZooNetwork } from "./zoo_network.ts";

export type { BuildOptions } from "./network.ts";
export type { PublishedFigures, ZooNetwork } from "./zoo_network.ts";

/** Every network of the zoo; `A` to `I` are the poster's nine. */
export const zoo: readonly ZooNetwork[] = [
  inceptionV1,
];
