/** Changes to texts: JSON by its values, other texts by their words and lines. */

import type { Dice } from "./dice.ts";
import { type Mutate, mutateBytes } from "./mutate_bytes.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Values that no honest writer puts in a file. */
const VALUES: readonly Json[] = [
  ...[null, true, -1, 0, 1, 0.5, 2 ** 31, 2 ** 53, 1e308, -1e308, "", "x", "__proto__", [], {}],
  ..."constructor toString \u001b[31m =1+1 ../../x".split(" "),
];

/** Words that stand in the place of others. */
const WORDS = "-1 0 1e400 99999999999999999999 null {} [] \"\" { } [ ] < > : , nan inf -0 '\\377'"
  .split(" ");

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Values replaced, left out, repeated, moved and put into each other. */
export const mutateJson: Mutate = (file, other, dice) => {
  if (dice.oneIn(4)) return mutateWords(file, other, dice);
  const root = JSON.parse(decoder.decode(file)) as Json;
  for (let changes = 1 + dice.below(4); changes > 0; changes--) change(root, dice);
  return encoder.encode(JSON.stringify(root));
};

function change(root: Json, dice: Dice): void {
  const holders = holdersIn(root).filter((holder) => Object.keys(holder).length > 0);
  if (holders.length === 0) return;
  // Both kinds of holders are used by key; of a list, keys are its indices.
  const anyOf = () => dice.pick(holders) as { [key: string]: Json };
  const holder = anyOf();
  const key = dice.pick(Object.keys(holder));
  const source = anyOf();
  const value = source[dice.pick(Object.keys(source))];
  switch (dice.below(6)) {
    case 0:
      holder[key] = dice.pick(VALUES);
      break;
    case 1:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      break;
    case 2:
      if (Array.isArray(holder)) {
        for (let count = 1 + dice.below(dice.oneIn(9) ? 300 : 3); count > 0; count--) {
          holder.push(structuredClone(holder[Number(key)]));
        }
      } else holder[dice.pick(Object.keys(source))] = holder[key];
      break;
    case 3:
      holder[key] = nested(holder[key], 1 + dice.below(dice.oneIn(9) ? 300 : 3));
      break;
    default:
      holder[key] = structuredClone(value);
  }
}

function nested(value: Json, depth: number): Json {
  let outer = structuredClone(value);
  for (let level = 0; level < depth; level++) outer = level % 2 ? { a: outer } : [outer];
  return outer;
}

/** All lists and objects, the outermost first. */
function holdersIn(value: Json): (Json[] | { [key: string]: Json })[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(holdersIn)];
}

/** Words replaced and exchanged, lines left out and repeated. */
export const mutateWords: Mutate = (file, other, dice) => {
  if (dice.oneIn(6)) return mutateBytes(file, other, dice);
  const words = decoder.decode(file).match(/[\w.+-]+|\s+|[^\w\s]/g) ?? [];
  for (let changes = 1 + dice.below(5); changes > 0 && words.length > 0; changes--) {
    const at = dice.below(words.length);
    const length = 1 + dice.below(dice.oneIn(3) ? 60 : 4);
    const kind = dice.below(6);
    if (kind === 0) words[at] = dice.pick(WORDS);
    else if (kind === 1) words[at] = dice.pick(words);
    else if (kind === 2) words.splice(at, length);
    else if (kind === 3) words.splice(at, 0, ...words.slice(at, at + length));
    else if (kind === 4) words[at] = words[at].repeat(1 + dice.below(dice.oneIn(9) ? 500 : 3));
    else words[at] = String.fromCodePoint(1 + dice.below(dice.oneIn(2) ? 0x2100 : 0x9f));
  }
  return encoder.encode(words.join(""));
};
