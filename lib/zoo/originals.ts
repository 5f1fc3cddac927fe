/** The original files of the networks A to I, as they were hosted. */

import { parse } from "csv-parse/sync";
import table from "../../data/models.csv" with { type: "text" };
import { FormatError, FORMATS, load, unpackFile, whatItIs } from "../formats/mod.ts";
import type { Model } from "../graph/mod.ts";

/** An original file: where it is, and how to know it. */
export interface Original {
  /** The network that it is: `A` to `I`. */
  readonly id: string;
  /** Where it was hosted. */
  readonly url: string;
  /** Its name: the last part of the URL's path. */
  readonly file: string;
  /** Name of the model inside an archive; absent where the file is the model. */
  readonly member?: string;
  /** Shapes of inputs that the model leaves open, by name. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Bytes of the file; absent where no document gives them. */
  readonly bytes?: number;
  /** SHA-256 of the file in hexadecimal digits; absent where no document gives it. */
  readonly sha256?: string;
  /** The documents that URL, bytes and digest come from. */
  readonly source: string;
}

/** All files of `data/models.csv`, in its order. */
export const originals: readonly Original[] = parse<Record<string, string>>(table, {
  columns: true,
}).map((row): Original => ({
  id: row.id,
  url: row.url,
  file: new URL(row.url).pathname.replace(/.*\//, ""),
  member: row.member || undefined,
  shapes: shapesOf(row.shape),
  bytes: row.bytes ? Number(row.bytes) : undefined,
  sha256: row.sha256 || undefined,
  source: row.source,
}));

/**
 * The bytes of the model in an original file, without reading more than its beginning.
 *
 * @param bytes The file as it was hosted.
 * @throws {FormatError} If an archive cannot be unpacked, or what is there is not a model.
 */
export async function unpackOriginal(original: Original, bytes: Uint8Array): Promise<Uint8Array> {
  const { member } = original;
  const model = member ? await unpackFile(bytes, member) : bytes;
  if (FORMATS.some((format) => format.detect(model))) return model;
  throw new FormatError("", "byte 0", "a model", whatItIs(model));
}

/**
 * The model of an original file.
 *
 * @param bytes The file as it was hosted.
 * @throws {FormatError} If an archive or the model in it cannot be read.
 */
export async function loadOriginal(original: Original, bytes: Uint8Array): Promise<Model> {
  return load(await unpackOriginal(original, bytes), { shapes: original.shapes });
}

/** `NAME=1,224,224,3`, or nothing. */
function shapesOf(text: string): Original["shapes"] {
  const [name, sizes] = text.split("=");
  return sizes ? { [name]: sizes.split(",").map(Number) } : {};
}
