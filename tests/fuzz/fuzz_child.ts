/** The process that runs fuzz cases, apart from the one that watches it: `SEED FROM TO`. */

import { makeSeeds, runCase } from "./cases.ts";

/** Bytes by which one input may let the process grow. */
const MOST_GROWTH = 512 * 2 ** 20;

const [seed, from, to] = Deno.args.map(Number);
const say = (line: object) => console.log(JSON.stringify(line));

await makeSeeds();
let { rss } = Deno.memoryUsage();
say({ ready: true, rss });
for (let index = from; index < to; index++) {
  const start = performance.now();
  const result = await runCase(seed, index);
  const ms = performance.now() - start;
  const grown = Deno.memoryUsage().rss - rss;
  rss += Math.max(0, grown);
  const finding = grown > MOST_GROWTH ? `memory grew by ${grown} bytes` : result.finding;
  say({ index, ms, rss, ...result, ...finding && { outcome: "FAILED", finding } });
}
