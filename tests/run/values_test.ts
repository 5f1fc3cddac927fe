import assert from "node:assert/strict";
import { Values } from "../../lib/run/values.ts";

Deno.test("values are known by what they come of, leaves by their text or bytes", () => {
  const values = new Values();
  const [a, b] = [values.text("a"), values.text("b")];
  const data = values.bytes(Uint8Array.of(1, 2));
  assert.equal(new Set([a, b, data, values.bytes(Uint8Array.of(1, 2, 0))]).size, 4);
  assert.equal(values.text("a"), a);
  assert.equal(values.bytes(Uint8Array.of(1, 2)), data);
  const sum = values.of([a, b]);
  assert.equal(values.of([a, b]), sum);
  assert.notEqual(values.of([b, a]), sum);
  assert.notEqual(values.of([a]), values.of([a, a]));
  assert.deepEqual([...values.partsOf(sum)], [a, b]);
  assert.deepEqual([...values.partsOf(a)], []);
});

Deno.test("numbers stay the same while the table grows", () => {
  const values = new Values();
  const leaf = values.text("leaf");
  const list = (i: number) => [leaf, -1 - (i % 7), -1 - i, ...Array(i % 40).fill(leaf)];
  const first = Array.from({ length: 30_000 }, (_, i) => values.of(list(i)));
  assert.equal(new Set(first).size, first.length);
  first.forEach((value, i) => {
    assert.equal(values.of(list(i)), value);
    assert.equal(values.partsOf(value).length, list(i).length);
  });
  assert.equal(values.count, first.length + 1);
});
