/** Which layers a layer of Keras reads: `[layer, use, output]`, or the tensors of newer versions. */

import { isRecord, type JsonRecord, listOf, refuse, textOf } from "./json.ts";

/** An output of one use of a layer. */
export interface Reference {
  readonly layer: string;
  readonly use: number;
  readonly output: number;
}

/** What each use of a layer reads; a layer that reads nothing is used once. */
export function inboundOf(layer: JsonRecord, place: string): readonly (readonly Reference[])[] {
  const where = `${place}.inbound_nodes`;
  const uses = listOf(layer["inbound_nodes"] ?? [], where);
  return uses.length === 0 ? [[]] : uses.map((use, i) => referencesIn(use, `${where}[${i}]`));
}

/** The references of a list, also of one that is a single reference, or holds tensors of Keras 3. */
export function referencesIn(value: unknown, place: string): Reference[] {
  if (isRecord(value)) return tensorsIn(value["args"], place);
  const list = listOf(value ?? [], place);
  if (typeof list[0] === "string") return [referenceOf(list, place)];
  return list.map((entry, i) => referenceOf(listOf(entry, `${place}[${i}]`), `${place}[${i}]`));
}

function referenceOf([layer, use = 0, output = 0]: readonly unknown[], place: string): Reference {
  const count = (value: unknown) =>
    Number.isSafeInteger(value) && (value as number) >= 0
      ? value as number
      : refuse(place, "the index of a use and of an output", value);
  return { layer: textOf(layer, `${place}[0]`), use: count(use), output: count(output) };
}

/** Lists of tensors; other arguments are settings. */
function tensorsIn(value: unknown, place: string, depth = 0): Reference[] {
  if (Array.isArray(value) && depth < 8) {
    return value.flatMap((entry) => tensorsIn(entry, place, depth + 1));
  }
  if (!isRecord(value) || !isRecord(value["config"])) return [];
  const history = value["config"]["keras_history"];
  return history === undefined ? [] : [referenceOf(listOf(history, place), place)];
}
