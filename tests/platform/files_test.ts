import assert from "node:assert/strict";
import { join } from "node:path";
import { denoIo } from "../../lib/platform/mod.ts";

async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await act(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("writeFile() makes the folder, replaces the file, and leaves nothing beside it", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "new", "a.txt");
    await denoIo.writeFile(path, "old");
    await denoIo.writeFile(path, "new");
    assert.equal(await Deno.readTextFile(path), "new");
    assert.deepEqual(namesIn(join(folder, "new")), ["a.txt"]);
  });
});

Deno.test("writeFile() writes where a link points to, and leaves the link", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "a.txt"), "old");
    await Deno.symlink("a.txt", join(folder, "link.txt"));
    await denoIo.writeFile(join(folder, "link.txt"), "new");
    assert.equal(await Deno.readTextFile(join(folder, "a.txt")), "new");
    assert.ok((await Deno.lstat(join(folder, "link.txt"))).isSymlink);
  });
});

/** A file system of 64 KiB in a folder, where the user may mount one. */
function mountSmall(folder: string): boolean {
  if (Deno.build.os !== "linux") return false;
  const args = ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder];
  return new Deno.Command("mount", { args, stderr: "null" }).outputSync().success;
}

const unmount = (folder: string) => new Deno.Command("umount", { args: [folder] }).outputSync();

const probe = Deno.makeTempDirSync();
const canMount = mountSmall(probe);
if (canMount) unmount(probe);
Deno.removeSync(probe);

Deno.test({
  name: `a full disk leaves the old file, and nothing beside it${canMount ? "" : " (no mount)"}`,
  ignore: !canMount,
  fn: () =>
    inFolder(async (folder) => {
      mountSmall(folder);
      try {
        const path = join(folder, "a.txt");
        await denoIo.writeFile(path, "old");
        await assert.rejects(denoIo.writeFile(path, new Uint8Array(100_000)), /No space left/);
        assert.equal(await Deno.readTextFile(path), "old");
        assert.deepEqual(namesIn(folder), ["a.txt"]);
      } finally {
        unmount(folder);
      }
    }),
});

Deno.test("Ctrl+C at any moment leaves one version of a file, and nothing beside it", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a.bin");
    const script = new URL("./endless_writer.ts", import.meta.url).pathname;
    for (const ms of [0, 7, 31]) {
      const args = ["run", "-A", "--no-check", script, path];
      const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
      const stdout = child.stdout.getReader();
      await stdout.read();
      await new Promise((resolve) => setTimeout(resolve, ms));
      // As a person would: Deno may lose a signal that comes just as a listener goes.
      child.kill("SIGINT");
      const again = setInterval(() => child.kill("SIGINT"), 1000);
      assert.equal((await child.status).code, 130);
      clearInterval(again);
      await stdout.cancel();
      const bytes = await Deno.readFile(path);
      assert.equal(bytes.length, 20_000_000);
      assert.ok(bytes.every((byte) => byte === bytes[0]));
      assert.deepEqual(namesIn(folder), ["a.bin"]);
    }
  });
});

Deno.test("writeFile() says that a folder is no file", async () => {
  await inFolder(async (folder) => {
    const message = `Cannot write ${folder}: a file wanted, a folder came`;
    await assert.rejects(denoIo.writeFile(folder, "text"), { message });
  });
});

Deno.test("isSameFile() sees through links and detours, and knows no missing file", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a.txt");
    await Deno.writeTextFile(path, "text");
    await Deno.symlink("a.txt", join(folder, "link.txt"));
    assert.ok(await denoIo.isSameFile(path, join(folder, "link.txt")));
    assert.ok(await denoIo.isSameFile(`${folder}/../${folder.split("/").at(-1)}/a.txt`, path));
    assert.ok(!(await denoIo.isSameFile(path, join(folder, "b.txt"))));
    assert.ok(!(await denoIo.isSameFile(join(folder, "b.txt"), join(folder, "b.txt"))));
  });
});
