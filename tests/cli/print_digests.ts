/**
 * A process for the tests: what every command writes for some models, as a line for each output.
 *
 * Arguments: where models are, one each, or the id of a network. Times apart: the clock stands still.
 */

import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { filesWanted, zoo } from "../../mod.ts";
import { runCommand } from "./memory_io.ts";

performance.now = () => 0;

/** Commands for any model, and for those that TFLM runs; each writes all that it can. */
const ANY = [
  "map M --csv a.csv --svg a.svg --png a.png --json a.json",
  "order M --kernels portable --json a.json",
  "plan M --csv a.csv --svg a.svg --json a.json",
  "optimize M -o a.out --svg a.svg --json a.json",
  "fit M --json a.json",
  "report M -o a.html",
  "inspect M",
];
const TFLITE = [
  "optimize M -o a.out --kernels tflm-reference --no-verify --json a.json",
  "optimize M -o a.out --partial auto --no-verify --json a.json",
  "arena M --target x64 --json a.json",
  "check M --arena 1M --json a.json",
];

/** The files of a model, its own first; those that it refers to stand beside it. */
function filesOf(name: string): Record<string, Uint8Array> {
  const network = zoo.find(({ id }) => id === name);
  if (network) return { "model.tflite": network.build({ weights: "none" }) };
  const bytes = new Uint8Array(readFileSync(name));
  const files: Record<string, Uint8Array> = { [basename(name)]: bytes };
  for (const wanted of filesWanted(bytes)) {
    const path = join(dirname(name), wanted);
    if (existsSync(path)) files[wanted] = new Uint8Array(readFileSync(path));
  }
  return files;
}

async function digest(bytes: Uint8Array): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toHex();
}

for (const name of Deno.args) {
  const files = filesOf(name);
  const [model] = Object.keys(files);
  for (const command of model.endsWith(".tflite") ? [...ANY, ...TFLITE] : ANY) {
    const words = command.split(" ").map((word) => word === "M" ? model : word);
    const run = await runCommand(files, ...words);
    const outputs = [...run.files].filter(([path]) => !(path in files));
    const told = new TextEncoder().encode(`${run.stdout}${run.error ?? ""}`);
    for (const [path, bytes] of [...outputs, ["standard output", told] as const]) {
      console.log(`${name}: ${command}: ${path}: ${await digest(bytes)}`);
    }
  }
}
