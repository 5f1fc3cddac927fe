import assert from "node:assert/strict";
import fc from "fast-check";
import { quoted, shorten, visible } from "../../lib/graph/mod.ts";

Deno.test("visible() writes what a terminal or a page would act on as escapes", () => {
  assert.equal(visible("a\nb\tc\r"), "a\\nb\\tc\\r");
  assert.equal(visible("\x1b[31mred\x07"), "\\x1b[31mred\\x07");
  assert.equal(visible("\x9b31m"), "\\x9b31m");
  assert.equal(visible("abc\u202ecba"), "abc\\u{202e}cba");
  assert.equal(visible("zero\u200bwidth\u2028"), "zero\\u{200b}width\\u{2028}");
  assert.equal(visible("half \ud800"), "half \\u{d800}");
});

Deno.test("visible() keeps letters of any script", () => {
  for (const text of ["conv2d/Relu6:0", "größe", "卷积", "🙂", "a=b;c<d>\"'"]) {
    assert.equal(visible(text), text);
  }
});

Deno.test("visible() leaves no control character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(visible(text), /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]/);
      assert.ok(visible(text).isWellFormed());
    }),
    { numRuns: 300 },
  );
});

Deno.test("shorten() keeps both ends and counts characters, not code units", () => {
  assert.equal(shorten("abcdefghij", 10), "abcdefghij");
  assert.equal(shorten("abcdefghij", 5), "ab…ij");
  assert.equal(shorten("abcdefghij", 4), "ab…j");
  assert.equal(shorten("abcdefghij", 1), "…");
  assert.equal(shorten("abcdefghij", 0), "");
  assert.equal(shorten("🙂🙂🙂🙂", 3), "🙂…🙂");
});

Deno.test("quoted() fits into a sentence whatever a name holds", () => {
  assert.equal(quoted("conv"), '"conv"');
  assert.equal(quoted('a"b\n\x1b[2J\x9b\u202e'), '"a\\"b\\n\\u001b[2J\\x9b\\u{202e}"');
  assert.equal(quoted("x".repeat(61)), `"${"x".repeat(60)}..."`);
});
