import assert from "node:assert/strict";
import fc from "fast-check";
import { flexNumbers } from "../../lib/tflm/flexbuffer.ts";

/** `{ "T": 7, "fft_length": 512 }`, laid out by hand from the description of the format. */
const MAP = new Uint8Array([
  ...[0x54, 0], // 0: "T"
  ...[0x66, 0x66, 0x74, 0x5f, 0x6c, 0x65, 0x6e, 0x67, 0x74, 0x68, 0], // 2: "fft_length"
  ...[0], // 13: padding
  ...[2], // 14: two keys
  ...[15, 14], // 15: distances back to 0 and 2
  ...[0], // 17: padding to the width of the map
  ...[3, 0], // 18: distance from here back to the keys at 15
  ...[1, 0], // 20: width of the keys
  ...[2, 0], // 22: two values
  ...[7, 0, 0, 2], // 24: 7 and 512 in 16 bits
  ...[0x05, 0x09], // 28: types: signed and unsigned, 16 bits
  ...[6, 0x25, 1], // 30: the root: distance back to 24, a map of 16-bit values, width
]);

Deno.test("flexNumbers() reads the whole numbers of a map by key", () => {
  assert.deepEqual([...flexNumbers(MAP)], [["T", 7], ["fft_length", 512]]);
});

Deno.test("flexNumbers() gives nothing for bytes that are no map", () => {
  assert.equal(flexNumbers(new Uint8Array()).size, 0);
  assert.equal(flexNumbers(new Uint8Array([5, 4, 1])).size, 0);
});

Deno.test("flexNumbers() survives any bytes", () => {
  const broken = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc.tuple(fc.nat(MAP.length - 1), fc.nat(255)).map(([at, value]) => MAP.with(at, value)),
  );
  fc.assert(fc.property(broken, (bytes) => void flexNumbers(bytes)), { numRuns: 2000 });
});
