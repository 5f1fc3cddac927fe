/** Small real files to change, where the corpus is there. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { corpus, corpusFiles } from "../corpus.ts";

/** Larger files make each input slow, and differ from small ones in their weights only. */
const LARGEST = 8000;

/** Folder and ending of files. */
export type CorpusFiles = readonly [folder: string, ending: string];

/** The contents of small files. */
export function corpusBytes(folders: readonly CorpusFiles[]): Uint8Array[] {
  return folders.flatMap(([folder, ending]) => corpusFiles(folder, ending))
    .map((path) => new Uint8Array(readFileSync(join(corpus, path))))
    .filter(({ length }) => length <= LARGEST);
}
