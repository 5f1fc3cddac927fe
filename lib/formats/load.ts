/** Reads a model of any known format, told by its content. */

import { type Model, want } from "../graph/mod.ts";
import type { Format, ReadOptions } from "./format.ts";
import { FormatError } from "./format_error.ts";
import { graphJson } from "./graph_json.ts";
import { graphdef } from "./graphdef/graphdef.ts";
import { onnx } from "./onnx/onnx.ts";
import { whatItIs } from "./recognize.ts";
import { tfjs } from "./tfjs/tfjs.ts";
import { tflite } from "./tflite/tflite.ts";

/** The known formats; the first that detects its mark reads the file. */
export const FORMATS: readonly Format[] = [tflite, onnx, graphdef, tfjs, graphJson];

/**
 * Reads a model. The name of the file does not matter: the format is told by the content.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { load } from "@tmm/tmm";
 * const text = '{"tensors":[{"name":"x","bytes":8}],"ops":[],"inputs":[0],"outputs":[0]}';
 * const model = load(new TextEncoder().encode(text));
 * assert.equal(model.format, "graph-json");
 * assert.equal(model.graphs[model.main].tensors[0].bytes, 8);
 * ```
 *
 * @param options What to know about inputs, for formats that leave their shapes open, and limits.
 * @throws {FormatError} If the bytes are not a model of a known format, a broken one, or one that is
 * beyond a limit.
 * @throws {RangeError} If there is no limit of a name that is given.
 * @throws {TypeError} If it is no Uint8Array: in a notebook, where no types are checked, a path.
 */
export function load(bytes: Uint8Array, options: ReadOptions = {}): Model {
  want(ArrayBuffer.isView(bytes), "read a model", "its bytes as a Uint8Array", bytes);
  // A Buffer of Node is a Uint8Array whose slice() does not copy: look at its bytes without it.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = FORMATS.find((candidate) => candidate.detect(plain));
  if (format !== undefined) return format.parse(plain, options);
  const names = FORMATS.map(({ name }) => name).join(", ");
  throw new FormatError("", "byte 0", `a model (${names})`, whatItIs(plain));
}
