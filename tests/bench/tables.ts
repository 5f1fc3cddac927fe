/** What the tables of benchmarks have in common: rows on the screen, and the time that something takes. */

/** Prints a table in Markdown, row by row as the rows come. */
export function printTable(
  head: readonly string[],
  rows: Iterable<readonly (string | number)[]>,
): void {
  const print = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);
  print(head);
  print(head.map(() => "---"));
  for (const cells of rows) print(cells);
  console.log();
}

/** Bytes with commas. */
export function bytes(count: number): string {
  return count.toLocaleString("en");
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Runs up to five times, as long as that takes less than two seconds in all; times in seconds. */
export function timed<T>(run: () => T): { result: T; first: number; fastest: number } {
  const begin = performance.now();
  const times: number[] = [];
  let result: T;
  do {
    const start = performance.now();
    result = run();
    times.push((performance.now() - start) / 1000);
  } while (times.length < 5 && performance.now() - begin < 2000);
  return { result, first: times[0], fastest: Math.min(...times) };
}
