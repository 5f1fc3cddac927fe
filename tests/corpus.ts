/** Tests on files that are not part of the repository: models, instances, measured truth. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the files are: the variable TMM_CORPUS, or `shared` beside the repository. */
export const corpus: string = Deno.env.get("TMM_CORPUS") ??
  new URL("../../shared", import.meta.url).pathname;

/** Registers a test that is skipped, and named as such, where the corpus is absent. */
export function corpusTest(name: string, fn: () => void | Promise<void>): void {
  const ignore = !existsSync(corpus);
  Deno.test({ name: ignore ? `${name} (no corpus)` : name, ignore, fn });
}

/** Paths in a folder of the corpus whose names end so, sorted; none where the corpus is absent. */
export function corpusFiles(folder: string, ending: string): string[] {
  if (!existsSync(corpus)) return [];
  const names = readdirSync(join(corpus, folder)).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => join(folder, name));
}

/** A file of the corpus as text. */
export function corpusText(path: string): string {
  return readFileSync(join(corpus, path), "utf8");
}
