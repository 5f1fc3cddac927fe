/** Weights of Keras layers, by layer and by what they are to it. */

import type { Weight } from "../graphdef/reading.ts";

/** Finds a weight of a layer, such as its `kernel`. */
export type LayerWeights = (layer: string, weight: string) => Weight | undefined;

/**
 * Weights are named `layer/kernel`, `layer/cell/kernel` or `model/layer/kernel:0`; the first name that
 * fits counts.
 */
export function weightsByLayer(manifest: ReadonlyMap<string, Weight>): LayerWeights {
  const found = new Map<string, Weight>();
  for (const [name, weight] of manifest) {
    const parts = name.replace(/:\d+$/, "").split("/");
    const last = parts.pop();
    for (const part of parts) {
      const key = JSON.stringify([part, last]);
      if (!found.has(key)) found.set(key, weight);
    }
  }
  return (layer, weight) => found.get(JSON.stringify([layer, weight]));
}
