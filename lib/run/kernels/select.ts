/** SELECT and SELECT_V2. */

import { cells, inputOf, type Kernel } from "../kernel.ts";
import { broadcastSources } from "./move.ts";

/** Prepares SELECT and SELECT_V2 for all types, shapes broadcast. */
export const selectKernel: Kernel = (call) => {
  const operands = [0, 1, 2].map((place) => inputOf(call, place));
  const { shape } = call.outputs[0].tensor;
  const [condition, x, z] = operands.map(cells);
  const sources = operands.map(({ tensor }) => broadcastSources(tensor.shape, shape));
  const y = cells(call.outputs[0]);
  const { watch } = call;
  return () => {
    for (let i = 0; i < y.length; i++) {
      watch?.reads(0, sources[0][i], 1);
      const place = condition[sources[0][i]] ? 1 : 2;
      const source = sources[place][i];
      watch?.reads(place, source, 1);
      y[i] = place === 1 ? x[source] : z[source];
      watch?.writes(0, i, 1);
    }
  };
};
