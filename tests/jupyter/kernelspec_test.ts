import assert from "node:assert/strict";

const cli = new URL("../../cli.ts", import.meta.url).pathname;

Deno.test("kernel install and kernel uninstall leave nothing behind", async () => {
  const data = await Deno.makeTempDir();
  const kernel = async (verb: string) => {
    const args = ["run", "-A", "--no-check", cli, "kernel", verb];
    const env = { JUPYTER_DATA_DIR: data };
    const { success, stdout } = await new Deno.Command(Deno.execPath(), { args, env }).output();
    assert.ok(success);
    return new TextDecoder().decode(stdout).replaceAll("\\", "/");
  };
  try {
    const folder = `${data}/kernels/tmm`;
    assert.equal(await kernel("install"), `registered "tmm (Deno)" in ${folder}\n`);
    const { argv, display_name } = JSON.parse(await Deno.readTextFile(`${folder}/kernel.json`));
    assert.equal(display_name, "tmm (Deno)");
    assert.ok(argv.includes("{connection_file}"));
    const { imports } = JSON.parse(await Deno.readTextFile(`${folder}/deno.json`));
    assert.equal(imports.tmm, new URL("../../mod.ts", import.meta.url).href);
    assert.equal(await kernel("install"), `registered "tmm (Deno)" in ${folder}\n`);
    assert.equal(await kernel("uninstall"), `removed ${folder}\n`);
    assert.equal(
      await kernel("uninstall"),
      "nothing to remove: the kernel is not registered\n",
    );
    assert.deepEqual([...Deno.readDirSync(`${data}/kernels`)], []);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});
