import assert from "node:assert/strict";
import { zoo } from "../../mod.ts";
import { run, runTmm } from "../program.ts";

Deno.test("a process ends with 0, 1 or 2, one line of error, and no half-written file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const names = () => [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
    const model = zoo.find((entry) => entry.id === "C")!.build({ weights: "none" });
    await Deno.writeFile(`${folder}/m.tflite`, model);
    await Deno.writeFile(`${folder}/cut.tflite`, model.slice(0, 5000));

    const done = await runTmm(folder, "optimize", "m.tflite", "-o", "o.tflite", "--json", "-");
    assert.deepEqual([done.code, done.stderr], [0, ""]);
    assert.equal(JSON.parse(done.stdout).written, "o.tflite");

    const bad = await runTmm(
      folder,
      "optimize",
      "cut.tflite",
      "-o",
      "bad.tflite",
      "--json",
      "bad.json",
    );
    assert.equal(bad.code, 1);
    assert.equal(bad.stdout, "");
    assert.match(bad.stderr, /^tmm: Cannot read the tflite file at .*expected .*found .*\n$/);
    assert.equal(bad.stderr.trim().split("\n").length, 1);

    const tight = await runTmm(folder, "check", "m.tflite", "--arena", "1K");
    assert.equal(tight.code, 2);

    const unknown = await runTmm(folder, "mapp", "m.tflite");
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /Did you mean map\?/);

    assert.deepEqual(names(), ["cut.tflite", "m.tflite", "o.tflite"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "a process whose output nobody reads on ends as it would have, and writes its files",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const cli = new URL("../../cli.ts", import.meta.url).pathname;
      const codeOf = async (command: string) => {
        const tmm = `"${Deno.execPath()}" run -A --no-check "${cli}" ${command}`;
        // The pipe is closed before the process begins.
        const unread = `{ sleep 0.2; ${tmm}; echo $? > code; } 2>&1 | true`;
        const { stdout, stderr } = await run(folder, "sh", "-c", unread);
        assert.deepEqual([stdout, stderr], ["", ""], command);
        return Number(await Deno.readTextFile(`${folder}/code`));
      };
      assert.equal(await codeOf("zoo A --weights none -o m.tflite"), 0);
      assert.equal(await codeOf("map m.tflite --json m.json"), 0);
      assert.equal(JSON.parse(await Deno.readTextFile(`${folder}/m.json`)).operators, 31);
      assert.equal(await codeOf("map --help"), 0);
      assert.equal(await codeOf("map nobody.tflite"), 1);
      assert.equal(await codeOf("map"), 1);
      assert.equal(await codeOf("check m.tflite --arena 1K"), 2);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
