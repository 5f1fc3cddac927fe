/** int8 quantisation of a network's activations: one range per group of tensors that the kernels want alike. */

import type { Network } from "./network.ts";

/** Operators that move or compare values: in int8 their inputs and outputs have one quantisation. */
const MOVES_VALUES: ReadonlySet<string> = new Set([
  "AVERAGE_POOL_2D",
  "CONCATENATION",
  "MAX_POOL_2D",
  "PAD",
  "RESHAPE",
  "RESIZE_BILINEAR",
  "RESIZE_NEAREST_NEIGHBOR",
  "STRIDED_SLICE",
]);

/** `real = scale * (stored - zeroPoint)`, one for a whole activation. */
export interface ActivationQuantization {
  /** A float32 number. */
  readonly scale: number;
  /** In [-128, 127]. */
  readonly zeroPoint: number;
}

/**
 * Quantises every activation to the range of its value estimate, always with an exact zero. Operators
 * that do not rescale values tie their inputs and outputs together: such a group gets the widest
 * range among its members.
 *
 * @returns One entry per tensor; `undefined` for constants.
 * @throws {RangeError} If a group mixes a quantisation that the format demands with another range.
 */
export function quantizeActivations(net: Network): (ActivationQuantization | undefined)[] {
  const { tensors, operators } = net;
  const leader = tensors.map((_, id) => id);
  const find = (id: number): number => leader[id] === id ? id : leader[id] = find(leader[id]);
  for (const { type, inputs, output } of operators) {
    if (!MOVES_VALUES.has(type)) continue;
    for (const id of inputs) {
      if (tensors[id].content.kind === "activation") leader[find(id)] = find(output);
    }
  }
  const groups = new Map<number, { low: number; high: number; fixed: boolean }>();
  tensors.forEach(({ content, name }, id) => {
    if (content.kind !== "activation") return;
    const { low, high, fixed = false } = content.values;
    const group = groups.get(find(id));
    if (!group) {
      groups.set(find(id), { low, high, fixed });
    } else if ((group.fixed || fixed) && (group.low !== low || group.high !== high)) {
      throw new RangeError(
        `Cannot quantise "${name}": wanted [${group.low}, ${group.high}], came [${low}, ${high}]`,
      );
    } else {
      group.low = Math.min(group.low, low);
      group.high = Math.max(group.high, high);
    }
  });
  return tensors.map(({ content }, id) => {
    if (content.kind !== "activation") return undefined;
    const { low, high } = groups.get(find(id))!;
    const scale = Math.fround((high - low) / 255);
    return { scale, zeroPoint: Math.round(-128 - low / scale) + 0 };
  });
}
