/** One line below a cell that tells how far a long search is, in place. */

import { kernelApi } from "./kernel.ts";

/**
 * Works through a list and tells in one line, which changes in place, what is being worked on; the
 * line says at the end how many there were. Outside of a kernel it just works.
 *
 * @param what What is done: `ordering`.
 * @param nameOf The name of an item, to show.
 */
export async function withProgress<Item, Result>(
  items: readonly Item[],
  what: string,
  nameOf: (item: Item) => string,
  work: (item: Item) => Result | Promise<Result>,
): Promise<Result[]> {
  const line = await progressLine();
  const results: Result[] = [];
  for (const item of items) {
    await line(`${what} ${results.length + 1} of ${items.length}: ${nameOf(item)} ...`);
    results.push(await work(item));
  }
  await line(`${what}: ${items.length} of ${items.length} done`);
  return results;
}

/** Makes a line, empty as yet, and hands back what changes it. */
async function progressLine(): Promise<(text: string) => Promise<void>> {
  const kernel = kernelApi();
  if (!kernel) return () => Promise.resolve();
  const display_id = crypto.randomUUID();
  const content = (text: string) => ({
    data: { "text/plain": text },
    metadata: {},
    transient: { display_id },
  });
  await kernel.broadcast("display_data", content(""));
  return async (text) => {
    await kernel.broadcast("update_display_data", content(text));
    // A search does not yield: the line must be out before it begins.
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
}
