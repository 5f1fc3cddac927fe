import assert from "node:assert/strict";
import { byteUnit, formatBytes, formatPercent, groupDigits } from "../../lib/charts/mod.ts";

Deno.test("formatBytes() gives three digits and a binary unit", () => {
  const table: [number, string][] = [
    [0, "0 B"],
    [812, "812 B"],
    [1023, "1,023 B"],
    [1024, "1.00 KiB"],
    [10_229, "9.99 KiB"],
    [10_239, "10.0 KiB"],
    [36_880, "36.0 KiB"],
    [102_350, "100 KiB"],
    [1_047_552, "1,023 KiB"],
    [1_048_063, "1,023 KiB"],
    [1_048_064, "1.00 MiB"],
    [1_625_293, "1.55 MiB"],
    [3 * 2 ** 32, "12.0 GiB"],
    [5 * 2 ** 50, "5,120 TiB"],
  ];
  for (const [bytes, text] of table) assert.equal(formatBytes(bytes), text);
});

Deno.test("byteUnit() and formatBytes() choose the same unit", () => {
  for (let bytes = 1; bytes < 2 ** 42; bytes = Math.ceil(bytes * 1.1)) {
    assert.ok(formatBytes(bytes).endsWith(` ${byteUnit(bytes).name}`), String(bytes));
  }
});

Deno.test("groupDigits() puts commas between groups of three, not behind the point", () => {
  assert.equal(groupDigits(0), "0");
  assert.equal(groupDigits(999), "999");
  assert.equal(groupDigits(1_204_224), "1,204,224");
  assert.equal(groupDigits(-1_000), "-1,000");
  assert.equal(groupDigits(1_234.5678, 3), "1,234.568");
});

Deno.test("formatPercent() rounds to one decimal, and to two below one percent", () => {
  assert.equal(formatPercent(0.3806), "38.1 %");
  assert.equal(formatPercent(0.12), "12 %");
  assert.equal(formatPercent(0), "0 %");
  assert.equal(formatPercent(0.0003), "0.03 %");
  assert.equal(formatPercent(-0.5), "-50 %");
});
