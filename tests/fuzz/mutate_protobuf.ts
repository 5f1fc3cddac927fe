/** Changes to a protocol buffer by its fields: lengths stay right, so that readers get far. */

import type { Dice } from "./dice.ts";
import { joined, type Mutate, mutateBytes } from "./mutate_bytes.ts";
import { varint } from "../formats/protobuf_writer.ts";

/** A field: its tag, and its content as bytes or, where they are some, as fields. */
interface Field {
  readonly tag: number;
  content: Uint8Array | Field[];
}

/** Integers at which signs and widths end. */
const NUMBERS = [0n, 1n, 2n, 127n, 128n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 40n, 2n ** 53n, -1n]
  .concat([-2n, 2n ** 63n - 1n, -(2n ** 63n)]);

/** Files whose fields are more are changed as plain bytes. */
const MOST_FIELDS = 5000;

/** Fields left out, again, in each other's place or inside each other; edge numbers; cut contents. */
export const mutateProtobuf: Mutate = (file, other, dice) => {
  const fields = dice.oneIn(5) ? undefined : fieldsOf(file);
  if (fields === undefined) return mutateBytes(file, other, dice);
  for (let changes = 1 + dice.below(4); changes > 0; changes--) change(fields, dice);
  const written = encode(fields);
  return dice.oneIn(8) ? mutateBytes(written, other, dice) : written;
};

function change(root: Field[], dice: Dice): void {
  const lists = listsIn(root).filter((list) => list.length > 0);
  if (lists.length === 0) return;
  const list = dice.pick(lists);
  const at = dice.below(list.length);
  const field = list[at];
  switch (dice.below(7)) {
    case 0:
      list.splice(at, 1);
      break;
    case 1:
      list.splice(
        at,
        0,
        ...Array.from({ length: 1 + dice.below(dice.oneIn(9) ? 200 : 2) }, () => copyOf(field)),
      );
      break;
    case 2:
      list.splice(dice.below(list.length), 1, copyOf(dice.pick(dice.pick(lists))));
      break;
    case 3:
      dice.pick(lists).push(copyOf(dice.pick(dice.pick(lists))));
      break;
    case 4:
      nest(field, 1 + dice.below(dice.oneIn(9) ? 60 : 3));
      break;
    default:
      changeContent(field, list, dice);
  }
}

/** Puts copies of a message into each other. */
function nest(field: Field, depth: number): void {
  for (let level = 0; level < depth && Array.isArray(field.content); level++) {
    const inner = copyOf(field);
    if (JSON.stringify(inner).length > 20_000) return;
    field.content.push(inner);
  }
}

function changeContent(field: Field, list: Field[], dice: Dice): void {
  const { content, tag } = field;
  if (Array.isArray(content)) {
    if (dice.oneIn(2)) content.length = dice.below(content.length + 1);
    else field.content = encode(content);
  } else if (tag % 8 === 0) field.content = varint(dice.pick(NUMBERS));
  else if (tag % 8 === 2) {
    const donor = dice.pick(list).content;
    const bytes = Array.isArray(donor) ? encode(donor) : donor;
    const from = dice.below(bytes.length + 1);
    field.content = dice.oneIn(2) ? bytes.slice(0, from) : joined(content, bytes.slice(from));
  } else field.content = content.map(() => dice.pick([0, 0x7f, 0x80, 0xff]));
}

function copyOf({ tag, content }: Field): Field {
  return { tag, content: Array.isArray(content) ? content.map(copyOf) : content };
}

/** All lists of fields, the outermost first. */
function listsIn(fields: Field[]): Field[][] {
  return [
    fields,
    ...fields.flatMap(({ content }) => Array.isArray(content) ? listsIn(content) : []),
  ];
}

function encode(fields: readonly Field[]): Uint8Array {
  return joined(...fields.flatMap(({ tag, content }) => {
    const bytes = Array.isArray(content) ? encode(content) : content;
    return [varint(tag), ...tag % 8 === 2 ? [varint(bytes.length)] : [], bytes];
  }));
}

/** The fields of a message; `undefined` where bytes are none. What may be a message is one. */
function fieldsOf(bytes: Uint8Array, count = { fields: 0 }): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const number = (): number => {
    let [value, scale] = [0, 1];
    for (; at < bytes.length && scale <= 2 ** 63; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return NaN;
  };
  while (at < bytes.length) {
    const tag = number();
    if (!(tag >= 8 && tag < 2 ** 12) || ++count.fields > MOST_FIELDS) return undefined;
    const start = at;
    if (tag % 8 === 0) number();
    else if (tag % 8 === 1) at += 8;
    else if (tag % 8 === 5) at += 4;
    else if (tag % 8 === 2) {
      const length = number();
      const content = bytes.slice(at, at + length);
      if (content.length !== length) return undefined;
      at += length;
      fields.push({ tag, content: length > 1 && fieldsOf(content, count) || content });
      continue;
    } else return undefined;
    if (!(at <= bytes.length)) return undefined;
    fields.push({ tag, content: bytes.slice(start, at) });
  }
  return fields;
}
