/** The commands of the README, with the permissions that it gives them and no others. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { zoo } from "../../mod.ts";

const root = new URL("../../", import.meta.url).pathname;
const readme = await Deno.readTextFile(join(root, "README.md"));
const commands = [...readme.matchAll(/^deno run (.*?)cli\.ts (.*?)(?: +#.*)?$/gm)]
  .filter(([, , args]) => args !== "serve");

/** Runs `deno`, without asking for anything that it may not do. */
async function run(args: string[], cwd: string, env: Record<string, string> = {}) {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...args],
    cwd,
    env,
    stdin: "null",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

const words = (text: string) => text.split(" ").filter((word) => word !== "");

Deno.test("every command of the README runs with the permissions that it shows", async () => {
  assert.ok(commands.length >= 9);
  const network = zoo.find(({ id }) => id === "A")!;
  const folder = await Deno.makeTempDir();
  try {
    const model = network.build({ inputSize: 32, width: 0.25 });
    await Deno.writeFile(join(folder, "model.tflite"), model);
    await Deno.mkdir(join(folder, "models"));
    await Deno.writeFile(join(folder, "models", "a.tflite"), model);
    for (const [command, flags, args] of commands) {
      const { code, stderr } = await run(
        [...words(flags), join(root, "cli.ts"), ...words(args)],
        folder,
      );
      assert.deepEqual({ code, stderr }, { code: 0, stderr: "" }, command);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a folder that may not be read or written is named, with what to allow", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const model = zoo.find(({ id }) => id === "A")!.build({ inputSize: 32, weights: "none" });
    await Deno.writeFile(join(folder, "m.tflite"), model);
    const mapping = (...flags: string[]) =>
      run([...flags, join(root, "cli.ts"), "map", "m.tflite", "--csv", "new/m.csv"], folder);
    for (const flags of [["-R=m.tflite", "-W=new/m.csv"], ["-R=.", "-W=new/m.csv"]]) {
      const { code, stderr } = await mapping(...flags);
      assert.equal(code, 1);
      assert.match(stderr, /^tmm: Cannot write new\/m\.csv: .*; add -R=new -W=new\n$/);
    }
    assert.deepEqual(await mapping("-R=m.tflite,new", "-W=new"), { code: 0, stderr: "" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the kernel is installed with the permissions that the README shows", async () => {
  const home = await Deno.makeTempDir();
  try {
    const [, flags] = readme.match(/`deno run (.*?) cli\.ts kernel install`/)!;
    const { code, stderr } = await run(
      [...words(flags.replace("$HOME", home)), "cli.ts", "kernel", "install"],
      root,
      { HOME: home, XDG_DATA_HOME: `${home}/.local/share`, DENO_DIR: denoFolder() },
    );
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("a script in another folder imports tmm by the command of the README", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [, flags] = readme.match(/`deno run (.*) script\.ts`/)!;
    const asked = 'import * as tmm from "tmm"; if (tmm.zoo.length < 9) throw new Error("no zoo");';
    await Deno.writeTextFile(join(folder, "script.ts"), asked);
    const { code, stderr } = await run(
      [...words(flags.replace("CLONE/", root)), "script.ts"],
      folder,
    );
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the page is served with the permissions that the README shows", async () => {
  const [, flags] = readme.match(/^deno run (.*) cli\.ts serve /m)!;
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...words(flags), "cli.ts", "serve", "--port", "0"],
    cwd: root,
    stdout: "piped",
  }).spawn();
  const stdout = server.stdout.getReader();
  const { value } = await stdout.read();
  await stdout.cancel();
  server.kill();
  await server.status;
  assert.match(new TextDecoder().decode(value), /^open http/);
});

/** Where Deno keeps packages, which it looks for in the user's folder. */
function denoFolder(): string {
  const { stdout } = new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
