/** Changes to a file that know nothing of its form. */

import { type Dice, EDGES } from "./dice.ts";

/** A changed file; `other` is a further valid one, to take pieces of. */
export type Mutate = (file: Uint8Array, other: Uint8Array, dice: Dice) => Uint8Array;

/** Longest piece that is copied, put in or taken out. */
const LONGEST_PIECE = 256;

/** Bits, bytes, words of edge values, pieces copied, put in, taken out, replaced by another file's. */
export const mutateBytes: Mutate = (file, other, dice) => {
  if (dice.oneIn(20)) return file.slice(0, dice.below(file.length + 1));
  if (dice.oneIn(40)) return spliced(file, other, dice);
  let changed = file.slice();
  for (let changes = 1 + dice.below(4); changes > 0 && changed.length >= 16; changes--) {
    const at = dice.below(changed.length - 8);
    const length = 1 + dice.below(Math.min(LONGEST_PIECE, changed.length - at));
    switch (dice.below(7)) {
      case 0:
        changed[at] ^= 1 << dice.below(8);
        break;
      case 1:
        changed[at] = dice.below(256);
        break;
      case 2:
      case 3:
        new DataView(changed.buffer).setUint32(
          dice.oneIn(3) ? at : at & ~3,
          dice.pick(EDGES),
          true,
        );
        break;
      case 4:
        changed.copyWithin(at, dice.below(changed.length), changed.length);
        break;
      case 5:
        changed = joined(changed.slice(0, at + length), changed.slice(at));
        break;
      default:
        changed = joined(changed.slice(0, at), changed.slice(at + length));
    }
  }
  return changed;
};

/** The head of one file and the tail of another. */
function spliced(file: Uint8Array, other: Uint8Array, dice: Dice): Uint8Array {
  return joined(
    file.slice(0, dice.below(file.length + 1)),
    other.slice(dice.below(other.length + 1)),
  );
}

/** Files one after the other, in memory of their own. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
