import assert from "node:assert/strict";
import { unpackFile } from "../../lib/formats/mod.ts";
import { gzip, header, tgz } from "./tar_writer.ts";

const model = new Uint8Array(70_000).map((_, i) => i * i);
const files = {
  "./readme.txt": new Uint8Array(5),
  "./folder/m.tflite": model,
  "./other_m.tflite": new Uint8Array(1),
};

Deno.test("unpackFile() finds a file by its name, in whatever folder it lies", async () => {
  assert.deepEqual(await unpackFile(await tgz(files), "m.tflite"), model);
  assert.deepEqual(await unpackFile(await tgz({ "m.tflite": model }), "m.tflite"), model);
  assert.deepEqual(
    await unpackFile(await tgz({ empty: new Uint8Array() }), "empty"),
    new Uint8Array(),
  );
});

Deno.test("unpackFile() says what is wrong with an archive", async () => {
  const whole = await tgz(files);
  const table: [string, Uint8Array, RegExp][] = [
    [
      "a web page",
      new TextEncoder().encode("<!doctype html>"),
      /byte 0: expected a gzip archive, found a web page/,
    ],
    ["an empty file", new Uint8Array(), /expected a gzip archive, found an empty file/],
    ["no such file", await tgz({ "a.txt": model }), /expected a file m\.tflite, found a\.txt$/],
    [
      "not a tar archive",
      await gzip(new Uint8Array(2000).fill(7)),
      /expected a tar archive, found /,
    ],
    ["cut short", whole.slice(0, whole.length >> 1), /expected a tar archive, found .*gzip/],
    [
      "a flipped bit",
      whole.map((byte, i) => i === whole.length >> 1 ? byte ^ 1 : byte),
      /expected a tar archive, found /,
    ],
    [
      "a size beyond the archive",
      await gzip(header("m.tflite", 5000)),
      /expected a tar archive, found /,
    ],
    [
      "a size beyond sense",
      await gzip(header("m.tflite", 2 ** 31)),
      /at m\.tflite: expected at most 1073741824 bytes \(limit "unpacked".*found 2147483648/,
    ],
  ];
  for (const [name, bytes, message] of table) {
    await assert.rejects(unpackFile(bytes, "m.tflite"), { name: "FormatError", message }, name);
  }
});

Deno.test("unpackFile() names some of thousands of files", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 3000 }, (_, i) => [`${i}.txt`, new Uint8Array()]),
  );
  await assert.rejects(unpackFile(await tgz(many), "m.tflite"), (error: Error) => {
    assert.match(error.message, /expected a file m\.tflite, found 0\.txt, .*, 19\.txt$/);
    return true;
  });
});
