/** Changes to a flatbuffer that keep most of it readable: offsets, lengths and tables of slots. */

import { type Dice, EDGES } from "./dice.ts";
import { type Mutate, mutateBytes } from "./mutate_bytes.ts";

/** How often a place is guessed before a change is given up. */
const GUESSES = 50;

/** Offsets that lead elsewhere, vectors of other lengths, fields that change places, numbers. */
export const mutateFlatbuffer: Mutate = (file, other, dice) => {
  if (dice.oneIn(5) || file.length < 64) return mutateBytes(file, other, dice);
  const changed = file.slice();
  const view = new DataView(changed.buffer);
  for (let changes = dice.oneIn(2) ? 1 : 2 + dice.below(3); changes > 0; changes--) {
    const kind = dice.below(5);
    const offset = findOffset(view, dice);
    if (offset === undefined) continue;
    const target = offset + view.getUint32(offset, true);
    if (kind === 0) redirect(view, offset, dice);
    else if (kind === 1) view.setUint32(target, lengthNear(view, target, dice), true);
    else if (kind === 2) changeTable(view, target, dice);
    else if (kind === 3) repeatFirst(view, target);
    else view.setUint32(4 * dice.below(changed.length >> 2), dice.pick(EDGES), true);
  }
  return changed;
};

/** A word that leads to another place of the file, with room for a vector or a table there. */
function findOffset(view: DataView, dice: Dice): number | undefined {
  const words = (view.byteLength >> 2) - 1;
  for (let guess = 0; guess < GUESSES; guess++) {
    const at = 4 * dice.below(words);
    const distance = view.getUint32(at, true);
    if (distance >= 4 && at + distance + 4 <= view.byteLength) return at;
  }
}

/** Lets an offset lead where another one leads, to itself, backwards or out of the file. */
function redirect(view: DataView, at: number, dice: Dice): void {
  const other = findOffset(view, dice);
  const target = other === undefined ? 0 : other + view.getUint32(other, true);
  const distance = dice.oneIn(6) ? dice.pick(EDGES) : target - at;
  view.setUint32(at, distance >>> 0, true);
}

/** A length for a vector: about its own, what is left of the file, or an edge value. */
function lengthNear(view: DataView, at: number, dice: Dice): number {
  const left = view.byteLength - at - 4;
  const lengths = [view.getUint32(at, true) + 1, left, left >> 2, (left >> 2) + 1];
  return dice.oneIn(2) ? dice.pick(EDGES) : dice.pick(lengths);
}

/** Changes the slots of what may be a table: absent, in each other's place, at edge values. */
function changeTable(view: DataView, table: number, dice: Dice): void {
  const slots = table - view.getInt32(table, true);
  if (slots < 0 || slots + 4 > view.byteLength) return;
  const size = Math.min(view.getUint16(slots, true), view.byteLength - slots - 1);
  const slot = () => slots + 2 * dice.below(Math.max(1, size >> 1));
  const [at, other] = [slot(), slot()];
  const [value, swapped] = [view.getUint16(at, true), view.getUint16(other, true)];
  if (dice.oneIn(3)) view.setUint16(other, value, true);
  view.setUint16(at, dice.oneIn(3) ? 0 : dice.oneIn(3) ? dice.pick(EDGES) & 0xffff : swapped, true);
}

/** Lets every element of what may be a vector of offsets lead to the first one's table. */
function repeatFirst(view: DataView, vector: number): void {
  const length = Math.min(view.getUint32(vector, true), (view.byteLength - vector - 4) >> 2);
  if (length === 0) return;
  const target = vector + 4 + view.getUint32(vector + 4, true);
  for (let i = 1; i < length; i++) {
    const at = vector + 4 + 4 * i;
    view.setUint32(at, (target - at) >>> 0, true);
  }
}
