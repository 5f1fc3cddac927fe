/**
 * A process that plans models: a question in each line of standard input, an answer in each line of
 * standard output. A worker plans, so that this thread hears when nobody asks any more, and ends.
 */

import { linesOf } from "./lines.ts";
import { writeAll } from "./terminal.ts";

// Ctrl+C reaches every process of a terminal; the one that asks ends this one.
Deno.addSignalListener("SIGINT", () => {});
const worker = new Worker(new URL("./helper_worker.ts", import.meta.url), { type: "module" });
worker.addEventListener("message", ({ data }) => {
  writeAll(Deno.stdout, `${JSON.stringify(data)}\n`);
});
for await (const line of linesOf(Deno.stdin.readable)) worker.postMessage(JSON.parse(line));
Deno.exit();
