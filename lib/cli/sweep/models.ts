/** Which models a sweep is about: those in a folder or in a list, or a part of them. */

import type { Io } from "../io.ts";

/** A model to plan. */
export interface SweepModel {
  /** What results call it. */
  readonly name: string;
  /** Where its file is. */
  readonly path: string;
}

/** What models end in; a list can name other files. */
const ENDINGS = /\.(tflite|lite|onnx|pb|pbtxt|json)$/i;

/**
 * The models below a folder, named from there, or those of a text with a path in each line; sorted.
 *
 * @throws {TypeError} If the file is no text, such as a model.
 */
export async function findModels(io: Io, path: string): Promise<SweepModel[]> {
  const files = await io.listFiles(path);
  if (files) {
    const names = files.filter((name) => ENDINGS.test(name));
    return names.map((name) => ({ name, path: `${path}/${name}` }));
  }
  const bytes = await io.readFile(path);
  if (bytes.includes(0)) {
    throw new TypeError(`Cannot sweep ${path}: a folder or a list of paths wanted, bytes came`);
  }
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  const names = [...new Set(lines.filter((line) => line !== ""))].sort();
  return names.map((name) => ({ name, path: name }));
}

/** One of several equal parts, counted from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Every `count`-th model: neighbours, which are often alike, go to different shards. */
export function shardOf(models: readonly SweepModel[], { index, count }: Shard): SweepModel[] {
  return models.filter((_, i) => i % count === index);
}
