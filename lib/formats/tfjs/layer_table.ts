/** The rules for Keras layers: one file per family, one line here. */

import { weightedLayers } from "./weighted_layers.ts";
import { movingLayers } from "./moving_layers.ts";
import { pointwiseLayers } from "./pointwise_layers.ts";
import { poolingLayers } from "./pooling_layers.ts";
import { wrappingLayers } from "./wrapping_layers.ts";
import type { LayerRule } from "./layer_rule.ts";

/** The rules by class name. */
export const LAYERS: Readonly<Record<string, LayerRule>> = {
  ...weightedLayers,
  ...poolingLayers,
  ...pointwiseLayers,
  ...movingLayers,
  ...wrappingLayers,
};
