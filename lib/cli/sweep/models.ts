/** Which models a sweep is about: those in a folder or in a list, or a part of them. */

import { fileName } from "../command.ts";
import type { Io } from "../io.ts";

/** A model to plan. */
export interface SweepModel {
  /** What results call it. */
  readonly name: string;
  /** Where its file is. */
  readonly path: string;
}

/** The models, and the folders that they are in. */
export interface SweepModels {
  /** By ascending names. */
  readonly models: readonly SweepModel[];
  /** Everything to read is in or below these. */
  readonly folders: readonly string[];
}

/** What models end in; a list can name other files. */
const ENDINGS = /\.(tflite|lite|onnx|pb|pbtxt|json)$/i;

/** The models below a folder, named from there, or those of a text that has a path in each line. */
export async function findModels(io: Io, path: string): Promise<SweepModels> {
  const files = await io.listFiles(path);
  if (files) {
    const names = files.filter((name) => ENDINGS.test(name));
    const models = names.map((name) => ({ name, path: `${path}/${name}` }));
    return { models, folders: [path] };
  }
  const lines = new TextDecoder().decode(await io.readFile(path)).split(/\r?\n/);
  const names = [...new Set(lines.filter((line) => line !== ""))].sort();
  const folderOf = (name: string) => name.slice(0, name.length - fileName(name).length) || ".";
  return {
    models: names.map((name) => ({ name, path: name })),
    folders: [...new Set(names.map(folderOf))],
  };
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
