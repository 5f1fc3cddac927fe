/** What the tables of benchmarks have in common: rows on the screen, and the time that something takes. */

import { cpuUsage } from "node:process";

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

/** Seconds that the processors have spent on this process: other work on the machine does not count. */
export function processorSeconds(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds on the wall. */
export function wallSeconds(): number {
  return performance.now() / 1000;
}

/** Runs up to five times, as long as that takes less than two seconds in all. */
export function timed<T>(
  run: () => T,
  now: () => number = processorSeconds,
): { result: T; first: number; fastest: number } {
  const begin = now();
  const times: number[] = [];
  let result: T;
  do {
    const start = now();
    result = run();
    times.push(now() - start);
  } while (times.length < 5 && now() - begin < 2);
  return { result, first: times[0], fastest: Math.min(...times) };
}
