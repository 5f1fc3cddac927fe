import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fit, load, reportHtml, zoo } from "../../mod.ts";

Deno.test("the report's policy allows the one style and the one script in it, by their hashes", async () => {
  const model = load(zoo.find(({ id }) => id === "C")!.build({ weights: "none" }));
  const html = await reportHtml(fit(model), "c.tflite");
  const [, policy] = html.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/)!;
  const hashes = (tag: string) =>
    [...html.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"))]
      .map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  assert.deepEqual(policy.split("; "), [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `style-src ${hashes("style")}`,
    `script-src ${hashes("script")}`,
  ]);
  assert.doesNotMatch(html.slice(html.indexOf("<body>")), /<[^>]* (style|on\w+)=/);
});
