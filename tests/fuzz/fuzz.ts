/**
 * Fuzzes the readers, what follows them, and the checker of plans: `deno task fuzz`, with
 * `--seed N --from I --count N` to repeat what a run reported. A process of its own runs the inputs;
 * one that hangs or dies is a finding, and the next input goes on in a new process.
 */

import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { parseArgs } from "node:util";
import { targets } from "./targets.ts";

/** Milliseconds that an input may take; making the valid inputs may take longer. */
const LONGEST = 5000;
const LONGEST_START = 120_000;

/** MiB of objects that the process may hold. */
const HEAP = 1024;

/** A line of the process. */
interface Line {
  readonly index?: number;
  readonly target: string;
  readonly outcome: string;
  readonly finding?: string;
  readonly ms: number;
  readonly rss: number;
}

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.floor(Date.now() / 86_400_000)) },
    from: { type: "string", default: "0" },
    count: { type: "string", default: "100000" },
  },
});
const [seed, from, count] = [values.seed, values.from, values.count].map(Number);
const counts = new Map(targets.map(({ name }) => [name, { taken: 0, refused: 0, FAILED: 0 }]));
let slowest: Line | undefined;
let mostMemory = 0;
let failed = 0;

function report(index: number, finding: string): void {
  failed++;
  const { name } = targets[index % targets.length];
  counts.get(name)!.FAILED++;
  console.log(`FAILED ${name}, --seed ${seed} --from ${index} --count 1: ${finding}`);
}

function take(line: Line): void {
  mostMemory = Math.max(mostMemory, line.rss);
  if (line.index === undefined) return;
  if (line.ms > (slowest?.ms ?? 0)) slowest = line;
  if (line.finding) return report(line.index, line.finding);
  counts.get(line.target)![line.outcome as "taken" | "refused"]++;
}

/** Runs cases from one on until all are done or the process hangs or dies. Returns the next case. */
async function watch(first: number, end: number): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", `--v8-flags=--max-old-space-size=${HEAP}`],
      ...[new URL("fuzz_child.ts", import.meta.url).pathname, seed, first, end].map(String),
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let next = first;
  let isReady = false;
  let isHanging = false;
  const hang = () => {
    isHanging = true;
    child.kill("SIGKILL");
  };
  let watchdog = setTimeout(hang, LONGEST_START);
  for await (const text of createInterface({ input: Readable.fromWeb(child.stdout) })) {
    clearTimeout(watchdog);
    const line = JSON.parse(text) as Line;
    isReady = true;
    take(line);
    if (line.index !== undefined) next = line.index + 1;
    watchdog = setTimeout(hang, LONGEST);
  }
  clearTimeout(watchdog);
  const { code } = await child.status;
  if (!isReady) throw new Error("Cannot fuzz: the process wanted to make its inputs and ended");
  if (next === end) return end;
  report(next, isHanging ? `no answer for ${LONGEST} ms` : `the process died with code ${code}`);
  return next + 1;
}

console.log(`seed ${seed}, ${count} inputs from ${from}`);
for (let next = from; next < from + count;) next = await watch(next, from + count);
for (const [name, { taken, refused, FAILED }] of counts) {
  console.log(`${name.padEnd(12)} ${taken} taken, ${refused} refused, ${FAILED} failed`);
}
if (slowest) {
  console.log(`slowest: input ${slowest.index} (${slowest.target}), ${slowest.ms | 0} ms`);
}
console.log(`most memory: ${mostMemory / 2 ** 20 | 0} MiB`);
console.log(`${count - failed} passed, ${failed} failed`);
Deno.exit(failed > 0 ? 1 : 0);
