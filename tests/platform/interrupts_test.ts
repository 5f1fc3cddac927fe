import assert from "node:assert/strict";
import { join } from "node:path";
import { hardGraph } from "../cli/hard_graph.ts";

const cli = new URL("../../cli.ts", import.meta.url).pathname;

/** Whether a process has asked to hear of Ctrl+C, which is signal 2. */
async function hearsInterrupts(pid: number): Promise<boolean> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return (parseInt(status.match(/SigCgt:.*(\w)/)![1], 16) & 2) !== 0;
}

Deno.test({
  name: "Ctrl+C ends a search with the best so far and exit code 130",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const path = join(folder, "hard.json");
      await Deno.writeFile(path, hardGraph());
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", `-R=${folder}`, cli, "order", path, "--json", "-"],
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      while (!await hearsInterrupts(child.pid)) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill("SIGINT");
      const { code, stdout, stderr } = await child.output();
      assert.equal(code, 130);
      assert.match(
        new TextDecoder().decode(stderr),
        /tmm: interrupted: this is the best so far\n$/,
      );
      const { exact } = JSON.parse(new TextDecoder().decode(stdout)).schedulers;
      assert.equal(exact.optimal, false);
      assert.equal(exact.schedule.length, 401);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
