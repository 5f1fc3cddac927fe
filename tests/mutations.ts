/**
 * The hand check of the tests: in a copy, one line of `lib` after the other is made wrong, and tests
 * have to fail. `deno task mutations order` takes only those files whose path has that word.
 */

import { cpSync } from "node:fs";
import { join } from "node:path";
import { corpus } from "./corpus.ts";
import { mutations } from "./mutation_list.ts";

const root = new URL("..", import.meta.url).pathname;
const PARTS = ["lib", "tests", "data", "mod.ts", "cli.ts", "deno.json", "deno.lock"];

/** The first of some tests that fails in a copy of the project; `undefined` if none does. */
async function firstFailure(copy: string, tests: string): Promise<string | undefined> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", "--fail-fast", join("tests", tests)],
    cwd: copy,
    env: { TMM_CORPUS: corpus, NO_COLOR: "1" },
    stderr: "null",
  }).output();
  if (success) return undefined;
  const failed = new TextDecoder().decode(stdout).match(/^(.+) \.\.\. FAILED/m);
  return failed ? `"${failed[1]}"` : "an error while loading";
}

const [wanted = ""] = Deno.args;
const copy = await Deno.makeTempDir();
let survivors = 0;
try {
  for (const part of PARTS) cpSync(join(root, part), join(copy, part), { recursive: true });
  for (const { file, right, wrong, tests } of mutations) {
    if (!file.includes(wanted)) continue;
    const target = join(copy, "lib", file);
    const source = await Deno.readTextFile(target);
    await Deno.writeTextFile(target, source.replace(right, () => wrong));
    const failure = await firstFailure(copy, tests);
    await Deno.writeTextFile(target, source);
    if (failure === undefined) survivors++;
    console.log(`${file}: ${right} -> ${wrong || "(nothing)"}`);
    console.log(failure === undefined ? "  SURVIVES" : `  killed by ${failure}`);
  }
} finally {
  await Deno.remove(copy, { recursive: true });
}
if (survivors > 0) Deno.exit(1);
