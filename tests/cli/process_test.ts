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
  name: "a process whose output nobody reads on says nothing of it",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { code, stdout, stderr } = await run(
      import.meta.dirname!,
      "sh",
      "-c",
      `{ "${Deno.execPath()}" run -A --no-check ../../cli.ts zoo; echo $? >&2; } | true`,
    );
    assert.deepEqual([code, stdout, stderr], [0, "", "141\n"]);
  },
});
