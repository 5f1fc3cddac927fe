import assert from "node:assert/strict";
import { zoo } from "../../mod.ts";
import { runCommand } from "./memory_io.ts";

Deno.test("map --png writes a picture of pixels", async () => {
  const model = zoo.find(({ id }) => id === "B")!.build({ weights: "none" });
  const { files, error } = await runCommand(
    { "m.tflite": model },
    "map",
    "m.tflite",
    "--png",
    "p.png",
  );
  assert.equal(error, undefined);
  assert.deepEqual([...files.get("p.png")!.slice(1, 4)], [..."PNG"].map((c) => c.charCodeAt(0)));
});

Deno.test("report writes one file that loads nothing and names what is saved", async () => {
  const model = zoo.find(({ id }) => id === "B")!.build({ weights: "none" });
  const { files, stdout, error } = await runCommand(
    { "m.tflite": model },
    ...["report", "m.tflite", "-o", "r.html", "--kernels", "tflm-reference"],
  );
  assert.equal(error, undefined);
  assert.equal(stdout, "wrote r.html\n");
  const html = new TextDecoder().decode(files.get("r.html"));
  assert.match(html, /default-src 'none'/);
  assert.doesNotMatch(html, /\b(src|href)="|url\(|@import|https?:(?!\/\/www\.w3\.org\/2000\/svg)/);
  assert.match(html, /<dt>Saved<\/dt><dd class="big">\d/);
  assert.match(html, /kTensorArenaSize = \d+/);
});
