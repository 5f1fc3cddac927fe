import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FormatError, FORMATS, load, type TfliteModel } from "../../lib/formats/mod.ts";
import { whatItIs } from "../../lib/formats/recognize.ts";
import { zoo } from "../../lib/zoo/mod.ts";
import { corpus, corpusFiles, corpusTest } from "../corpus.ts";

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

Deno.test("load() takes bytes, not a path or a buffer, and says so where no types are checked", () => {
  for (const [given, name] of [["a.tflite", "String"], [new ArrayBuffer(8), "ArrayBuffer"]]) {
    assert.throws(() => load(given as unknown as Uint8Array), {
      name: "TypeError",
      message: `Cannot read a model: its bytes as a Uint8Array wanted, ${name} came`,
    });
  }
});

Deno.test("load() says what a file is that is no model, and what to do", () => {
  const cases: [string, Uint8Array, string][] = [
    ["empty", ascii(""), "an empty file"],
    [
      "pointer",
      ascii("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"),
      'a git-LFS pointer: fetch the model itself with "git lfs pull"',
    ],
    ["zip", ascii("PK\x03\x04 model.tflite"), "a zip archive: unpack it and take the model inside"],
    [
      "PyTorch",
      ascii("PK\x03\x04........archive/data.pkl"),
      "a PyTorch checkpoint: export the model to ONNX first",
    ],
    [
      "Keras",
      ascii("PK\x03\x04..metadata.json..config.json"),
      "a Keras file (.keras): convert the model to .tflite first",
    ],
    [
      "CoreML",
      ascii("\x08\x04\x12\x90\x01\x0a\x85\x01\x0a\x05image"),
      "a CoreML model: take the .onnx or .tflite file of the same network",
    ],
    [
      "CoreML of version 1",
      ascii("\x08\x01\x12\x20\x0a\x10\x0a\x05image"),
      "a CoreML model: take the .onnx or .tflite file of the same network",
    ],
    [
      "CoreML package",
      ascii('{"fileFormatVersion": "1.0.0", "itemInfoEntries": {}}'),
      "the list of a CoreML package: take the .onnx or .tflite file of the same network",
    ],
    ["gzip", ascii("\x1f\x8b\x08"), "a gzip archive: unpack it and take the model inside"],
    [
      "HDF5",
      ascii("\x89HDF\r\n\x1a\n"),
      "an HDF5 file (Keras .h5): convert the model to .tflite first",
    ],
    ["pickle", ascii("\x80\x02}q"), "a Python pickle (PyTorch): export the model to ONNX first"],
    [
      "C source",
      ascii("#include <stdint.h>\nconst unsigned char model[] = {"),
      "a C source file: take the .tflite file that its bytes were made from",
    ],
    ["HTML", ascii("<!DOCTYPE html><html>"), "a web page: download the model itself"],
    ["older flatbuffer", ascii("\x1c\0\0\0TFL2\0\0\0\0"), 'a flatbuffer of another kind, "TFL2"'],
    ["text", ascii("Not found\n\x7f"), 'a text, "Not found\\n\\x7f"'],
    ["JSON", ascii('{"a": 1}'), "JSON that describes no graph"],
    ["bytes", ascii("\x01\x02\xff"), "3 bytes that begin with 01 02 ff"],
  ];
  const names = FORMATS.map(({ name }) => name).join(", ");
  for (const [name, bytes, found] of cases) {
    assert.throws(() => load(bytes), (error) => {
      assert.ok(error instanceof FormatError, name);
      const wanted = `expected a model (${names}), found ${found}`;
      assert.equal(error.message, `Cannot read the file at byte 0: ${wanted}`);
      return true;
    });
  }
});

corpusTest("files of every framework are told apart by their content", () => {
  const expected: [folder: string, ending: string, format: string][] = [
    ["models/onnx", ".onnx", "onnx"],
    ["models/pb", ".pb", "graphdef"],
    ["models/broken", ".pb", "graphdef"],
    ["models/pbtxt", ".pbtxt", "graphdef"],
    ["models/tfjs/emotion", ".json", "tfjs"],
    ["models/tflite", ".tflite", "tflite"],
  ];
  for (const [folder, ending, format] of expected) {
    for (const path of corpusFiles(folder, ending)) {
      const bytes = readFileSync(join(corpus, path));
      assert.deepEqual(FORMATS.filter((each) => each.detect(bytes)).map(({ name }) => name), [
        format,
      ]);
    }
  }
});

corpusTest("a model of MNN is told to be no model of ours", () => {
  for (const path of corpusFiles("models/mnn", ".mnn")) {
    const bytes = new Uint8Array(readFileSync(join(corpus, path)));
    assert.throws(() => load(bytes), FormatError, path);
    assert.match(whatItIs(bytes), /MNN/, path);
  }
});

Deno.test("load() takes a Buffer of Node for the bytes it holds, not for its methods", () => {
  const text = '{"tensors":[{"name":"x","bytes":8}],"ops":[],"inputs":[0],"outputs":[0]}';
  assert.equal(load(Buffer.from(text)).format, "graph-json");
  const { build } = zoo.find(({ id }) => id === "A")!;
  const { bytes } = load(Buffer.from(build({ weights: "none" }))) as TfliteModel;
  assert.notEqual(bytes.slice().buffer, bytes.buffer, "slice() copies");
});

Deno.test("a FormatError is one line of bounded length, whatever the file holds", () => {
  const error = new FormatError("onnx", "x\n\x1b[2J", "y".repeat(10_000), "\u202ez\x9b");
  assert.match(
    error.message,
    /^Cannot read the onnx file at x\\n\\x1b\[2J: expected y+…y+, found /,
  );
  assert.match(error.message, /found \\u\{202e\}z\\x9b$/);
  assert.ok(error.message.length < 400);
});
