/** Settings of nodes, as the plain values that operators hold. */

import type { Attributes, AttributeValue, DType, Tensor } from "../../graph/mod.ts";
import { ELEMENT_TYPES, valuesOf } from "../../operators/mod.ts";
import { readTensor } from "./read_tensor.ts";
import type { AttributeProto, GraphProto } from "./schema.ts";

/** The kinds of attributes, by the numbers of `AttributeProto.AttributeType`. */
const KINDS: Record<number, string> = {
  1: "f",
  2: "i",
  3: "s",
  4: "t",
  5: "g",
  6: "floats",
  7: "ints",
  8: "strings",
  11: "sparse_tensor",
};

/** What the attributes of a node say. */
export interface NodeSettings {
  /** Numbers, texts, and lists of them; of a tensor its numbers, and its type as `NAME.type`. */
  readonly attributes: Attributes;
  /** Graphs, by name. */
  readonly graphs: ReadonlyMap<string, GraphProto>;
}

/** The settings of a node. Those that a function takes from its caller come as `given`. */
export function readSettings(attributes: readonly AttributeProto[], place: string): NodeSettings {
  const values: Record<string, AttributeValue> = {};
  const graphs = new Map<string, GraphProto>();
  attributes.forEach((attribute, a) => {
    const { name } = attribute;
    switch (kindOf(attribute)) {
      case "f":
        return values[name] = attribute.f;
      case "i":
        return values[name] = Number(attribute.i);
      case "s":
        return values[name] = textOf(attribute.s);
      case "floats":
        return values[name] = attribute.floats;
      case "ints":
        return values[name] = attribute.ints.map(Number);
      case "strings":
        return values[name] = attribute.strings.map(textOf);
      case "g":
        return attribute.g && graphs.set(name, attribute.g);
      case "t": {
        if (!attribute.t) return;
        const tensor = readTensor(attribute.t, name, `${place}.attribute[${a}].t`);
        values[name] = valuesOf(tensor) ?? [];
        return values[`${name}.type`] = ELEMENT_TYPES.indexOf(tensor.dtype);
      }
    }
  });
  return { attributes: values, graphs };
}

/** The kind of an attribute. Files before IR version 2 do not say it, but set one field only. */
export function kindOf(attribute: AttributeProto): string | undefined {
  return KINDS[attribute.type] ??
    Object.values(KINDS).find((field) => {
      const value = attribute[field as keyof AttributeProto];
      return Object.hasOwn(attribute, field) && (!Array.isArray(value) || value.length > 0);
    });
}

/** The tensor that stands for a number, a text, or a list of them, in a Constant. */
export function tensorOfAttribute(attribute: AttributeProto, name: string): Tensor | undefined {
  const make = (
    dtype: DType,
    shape: readonly number[],
    bytes: number,
    values?: readonly number[],
  ) => ({ name, dtype, shape, bytes, role: "constant", ...(values ? { values } : {}) }) as const;
  const { f, i, s, floats, ints, strings } = attribute;
  switch (kindOf(attribute)) {
    case "f":
      return make("float32", [], 4, [f]);
    case "i":
      return make("int64", [], 8, [Number(i)]);
    case "s":
      return make("string", [], s.length);
    case "floats":
      return make("float32", [floats.length], 4 * floats.length, floats);
    case "ints":
      return make("int64", [ints.length], 8 * ints.length, ints.map(Number));
    case "strings":
      return make("string", [strings.length], strings.reduce((sum, text) => sum + text.length, 0));
  }
}

function textOf(bytes: Uint8Array): string {
  // What a file leaves out is an empty list here, which is not an array of bytes.
  return bytes.length === 0 ? "" : new TextDecoder().decode(bytes);
}
