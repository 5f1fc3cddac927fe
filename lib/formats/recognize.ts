/** Says what a file is that is none of the formats read here, and what to do about it. */

import { quoted } from "../graph/mod.ts";

interface Kind {
  /** What the file is, and what to do instead. */
  readonly is: string;
  readonly test: (bytes: Uint8Array, text: string) => boolean;
}

const startsWith = (...magic: number[]) => (bytes: Uint8Array) =>
  magic.every((byte, i) => bytes[i] === byte);

const TEXT = "a text";
/** Bytes of a file that are looked at. */
const LOOK = 2048;

/** The first that fits counts. `text` is the beginning of the file, one character a byte. */
const KINDS: readonly Kind[] = [
  { is: "an empty file", test: (bytes) => bytes.length === 0 },
  {
    is: 'a git-LFS pointer: fetch the model itself with "git lfs pull"',
    test: (_, text) => text.startsWith("version https://git-lfs"),
  },
  {
    is: "a PyTorch checkpoint: export the model to ONNX first",
    test: (bytes, text) =>
      isZip(bytes) && /\/data\.pkl|\/version|constants\.pkl|archive\//.test(text),
  },
  {
    is: "a Keras file (.keras): convert the model to .tflite first",
    test: (bytes, text) => isZip(bytes) && /config\.json|model\.weights\.h5/.test(text),
  },
  { is: "a zip archive: unpack it and take the model inside", test: isZip },
  { is: "a gzip archive: unpack it and take the model inside", test: startsWith(0x1f, 0x8b) },
  {
    is: "an HDF5 file (Keras .h5): convert the model to .tflite first",
    test: startsWith(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a),
  },
  {
    is: "a Python pickle (PyTorch): export the model to ONNX first",
    test: (bytes) => bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5,
  },
  {
    is: "a C source file: take the .tflite file that its bytes were made from",
    test: (_, text) => /unsigned char \w+\[\]|alignas\(|#include/.test(text),
  },
  {
    is: "a web page: download the model itself",
    test: (_, text) => /^\s*<(!doctype html|html)/i.test(text),
  },
  {
    is: "a CoreML model: take the .onnx or .tflite file of the same network",
    test: beginsLikeCoreMl,
  },
  {
    is: "the list of a CoreML package: take the .onnx or .tflite file of the same network",
    test: (_, text) => /"itemInfoEntries"/.test(text),
  },
  { is: "an ONNX model", test: beginsLikeOnnx },
  {
    is: "a flatbuffer without a mark, as MNN writes them: take the model as .onnx or .tflite",
    test: isUnmarkedFlatbuffer,
  },
  { is: "JSON that describes no graph", test: (_, text) => /^(\xef\xbb\xbf)?\s*[{[]/.test(text) },
  {
    is: TEXT,
    test: (bytes) => bytes.subarray(0, LOOK).every((byte) => byte >= 32 || isBlank(byte)),
  },
];

/** What a file seems to be that no format claims: a phrase for an error message. */
export function whatItIs(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(0, LOOK));
  const kind = KINDS.find(({ test }) => test(bytes, text));
  const identifier = text.slice(4, 8);
  if (kind === undefined && /^[A-Z][A-Z0-9]{3}$/.test(identifier)) {
    return `a flatbuffer of another kind, ${quoted(identifier)}`;
  }
  if (kind === undefined) {
    const start = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0"));
    return `${bytes.length} bytes that begin with ${start.join(" ")}`;
  }
  return kind.is === TEXT ? `${TEXT}, ${quoted(text)}` : kind.is;
}

function isZip(bytes: Uint8Array): boolean {
  return startsWith(0x50, 0x4b, 0x03, 0x04)(bytes);
}

function isBlank(byte: number): boolean {
  return byte >= 9 && byte <= 13;
}

/** A root table within the first bytes, and behind the offset to it a table of its slots. */
function isUnmarkedFlatbuffer(bytes: Uint8Array): boolean {
  if (bytes.length < 64) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const root = view.getUint32(0, true);
  if (root > 56 || root % 4 !== 0 || root < 8) return false;
  const slots = root - view.getInt32(root, true);
  // A mark would have a letter in byte 7.
  return slots >= 4 && slots < root && slots + view.getUint16(slots, true) === root &&
    bytes[7] === 0;
}

/** A protobuf that begins with `ir_version` (field 1), followed by a producer, a domain or a graph. */
export function beginsLikeOnnx(bytes: Uint8Array): boolean {
  const [tag, version, next] = bytes;
  return tag === 0x08 && version < 0x20 && [0x12, 0x1a, 0x22, 0x3a, 0x42].includes(next) &&
    !beginsLikeCoreMl(bytes);
}

/**
 * A protobuf that begins with a version (field 1), followed by a description (field 2), which begins
 * with an input (field 1), which begins with its name (field 1).
 */
function beginsLikeCoreMl(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x08 || bytes[2] !== 0x12) return false;
  const input = afterVarint(bytes, 3);
  return bytes[input] === 0x0a && bytes[afterVarint(bytes, input + 1)] === 0x0a;
}

/** Where a varint ends. */
function afterVarint(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] >= 0x80 && at < start + 10) at++;
  return at + 1;
}

/** A protobuf that begins with a node (field 1), which begins with its name (field 1). */
export function beginsLikeGraphDef(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x0a) return false;
  const node = afterVarint(bytes, 1);
  return bytes[node] === 0x0a && bytes[node + 2 + bytes[node + 1]] === 0x12;
}

/** A protobuf that begins with version 1 (field 1), followed by a graph (field 2). */
export function beginsLikeSavedModel(bytes: Uint8Array): boolean {
  const [tag, version, next] = bytes;
  return tag === 0x08 && version === 0x01 && next === 0x12 && !beginsLikeCoreMl(bytes);
}

/** A text whose first field is a node; only blank lines and comments stand before it. */
export function beginsLikeGraphText(bytes: Uint8Array): boolean {
  const text = String.fromCharCode(...bytes.subarray(0, LOOK));
  return /^node\s*:?\s*\{/.test(text.replace(/^([^\S\n]*(#.*)?\n)+/, "").trimStart());
}
