/** Other processes that plan models, which may run out of time or of memory. */

import type { Helper, Io } from "../cli/mod.ts";
import { linesOf } from "./lines.ts";

const script = new URL("./helper_process.ts", import.meta.url);
const running = new Set<Deno.ChildProcess>();

function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
  Deno.exit(130);
}

/** Deno's processes. */
export const helpers: Pick<Io, "cores" | "startHelper"> = {
  cores: navigator.hardwareConcurrency,
  startHelper(): Helper {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--allow-read", script.href],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    if (running.size === 0) Deno.addSignalListener("SIGINT", killAll);
    running.add(child);
    child.status.then(() => {
      running.delete(child);
      if (running.size === 0) Deno.removeSignalListener("SIGINT", killAll);
    });
    const questions = child.stdin.getWriter();
    const answers = linesOf(child.stdout);
    return {
      async ask(question) {
        try {
          await questions.write(new TextEncoder().encode(`${JSON.stringify(question)}\n`));
        } catch {
          return undefined;
        }
        const { value } = await answers.next();
        return value === undefined ? undefined : JSON.parse(value);
      },
      kill: () => running.has(child) && child.kill("SIGKILL"),
    };
  },
};
