import assert from "node:assert/strict";
import { FormatError, load, parseTflite } from "../../lib/formats/mod.ts";
import { corpus, corpusFiles, corpusTest } from "../corpus.ts";
import { int32s, repeated } from "./flatbuffer_writer.ts";
import { checkEach, MUTATIONS, outcomeOf } from "./mutations.ts";
import { diamond, subgraph, tensor, tinyTflite } from "./tiny_tflite.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A copy of some bytes with one 32-bit word replaced. */
function withWord(bytes: Uint8Array, at: number, word: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(at, word, true);
  return copy;
}

/** Where the root table, its vtable and its vector of subgraphs lie. */
function placesOf(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const root = view.getUint32(0, true);
  const vtable = root - view.getInt32(root, true);
  const field = root + view.getUint16(vtable + 4 + 2 * 2, true);
  return { root, vtable, field, subgraphs: field + view.getUint32(field, true) };
}

Deno.test("offsets and sizes that leave the file are named with their place", () => {
  const file = diamond();
  const { root, vtable, field, subgraphs } = placesOf(file);
  const { length } = file;
  const size = new DataView(file.buffer).getUint16(vtable, true);
  const table = new DataView(file.buffer).getUint16(vtable + 2, true);
  const cases: [string, Uint8Array, string][] = [
    [
      "root",
      withWord(file, 0, 0xffffffff),
      `the root table: expected 4 bytes inside the file of ${length}, found offset 4294967295`,
    ],
    [
      "vtable",
      withWord(file, root, 0x7fffffff),
      `the root table (vtable): expected 4 bytes inside the file of ${length}, ` +
      `found offset ${root - 0x7fffffff}`,
    ],
    [
      "odd vtable",
      withWord(file, vtable, size + 1 + table * 65536),
      `the root table (vtable): expected an even size of at least 4, found ${size + 1}`,
    ],
    [
      "table without its own offset",
      withWord(file, vtable, size),
      "the root table: expected a table of at least 4 bytes, found 0",
    ],
    [
      "field outside its table",
      withWord(file, vtable, size + 4 * 65536),
      "operator_codes: expected 4 bytes inside the table of 4, found offset ",
    ],
    [
      "offset to itself",
      withWord(file, field, 0),
      "subgraphs: expected an offset, found 0, which points to itself",
    ],
    [
      "vector behind the end",
      withWord(file, field, 0x40000000),
      `subgraphs: expected 4 bytes inside the file of ${length}, found offset ${
        field + 0x40000000
      }`,
    ],
    [
      "huge vector",
      withWord(file, subgraphs, 0xffffffff),
      `subgraphs: expected 17179869180 bytes inside the file of ${length}, ` +
      `found offset ${subgraphs + 4}`,
    ],
  ];
  for (const [name, bytes, message] of cases) {
    assert.throws(() => parseTflite(bytes), (error) => {
      assert.ok(error instanceof FormatError, `${name}: ${error}`);
      assert.ok(error.message.includes(` at ${message}`), `${name}: ${error.message}`);
      return true;
    });
  }
});

Deno.test("a file that points to the same bytes again and again is refused", () => {
  const large = tensor("t", Array.from({ length: 2000 }, () => 1));
  const refused = tinyTflite({
    subgraphs: [subgraph([], [], [], [], { 0: repeated(20000, large) })],
  });
  assert.match(outcomeOf(refused), /offsets that repeat the same bytes/);
  outcomeOf(tinyTflite({ subgraphs: [{ 0: repeated(20000, {}), 1: int32s(), 2: int32s() }] }));
});

Deno.test("every truncation of a file is refused", () => {
  const file = diamond();
  for (let length = 0; length < file.length; length++) {
    assert.throws(() => load(file.slice(0, length)), FormatError, `${length} bytes`);
  }
});

const INTERESTING = [0, 1, 2, 4, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffc, 0x10000, 0xff];

/** A few random changes: bytes, words, a copied stretch, a cut. */
function mutated(file: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  let bytes: Uint8Array = file.slice();
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const at = 8 + below(bytes.length - 12);
    const kind = below(8);
    if (kind < 3) bytes[at] = below(256);
    else if (kind < 6) bytes = withWord(bytes, at & ~3, INTERESTING[below(INTERESTING.length)]);
    else if (kind < 7) bytes.copyWithin(at, 8 + below(bytes.length - 12), bytes.length);
    else bytes = withWord(bytes, at & ~3, below(2 * bytes.length));
  }
  return random() < 0.05 ? bytes.slice(0, below(bytes.length)) : bytes;
}

/** Checks changed copies of files. */
function checkMutations(files: readonly Uint8Array[]): void {
  checkEach(MUTATIONS, (seed, random) => mutated(files[seed % files.length], random));
}

Deno.test(`${MUTATIONS} mutations of a small file end in a model or a FormatError`, () => {
  checkMutations([diamond()]);
});

corpusTest(`${MUTATIONS} mutations of small real files end in a model or a FormatError`, () => {
  const files = corpusFiles("models/tflite", ".tflite")
    .map((path) => readFileSync(join(corpus, path)))
    .filter((bytes) => bytes.length < 6000);
  assert.ok(files.length > 10);
  checkMutations(files.map((bytes) => new Uint8Array(bytes)));
});
