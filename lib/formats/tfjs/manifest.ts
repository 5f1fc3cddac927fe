/** The weights of a TensorFlow.js model: shapes from the manifest, bytes where the shards are given. */

import { bytesOf, type DType } from "../../graph/mod.ts";
import type { Weight } from "../graphdef/reading.ts";
import { quantizedIn } from "./quantization.ts";
import { isRecord, listOf, NAME, recordOf, sizesOf, textOf } from "./json.ts";
import { FormatError } from "../format_error.ts";

/**
 * The files beside a model.json that hold its weights, as the manifest names them; none for any other
 * file. Names that lead out of the folder are left out.
 */
export function filesWanted(bytes: Uint8Array): readonly string[] {
  if (!beginsLikeTfjs(bytes)) return [];
  try {
    const manifest: unknown = JSON.parse(new TextDecoder().decode(bytes)).weightsManifest;
    return readManifest(manifest, {}).paths.filter((path) => !/^[\\/]|\.\.|:/.test(path));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof FormatError) return []; // load() says why
    throw error;
  }
}

/** Whether bytes are JSON with the keys of a model of TensorFlow.js. */
export function beginsLikeTfjs(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 4096));
  return /^\ufeff?\s*\{/.test(start) &&
    /"(modelTopology|weightsManifest)"\s*:|"format"\s*:\s*"(graph|layers)-model"/.test(start);
}

const DTYPES: Readonly<Record<string, DType>> = {
  float32: "float32",
  int32: "int32",
  uint8: "uint8",
  bool: "bool",
  string: "string",
  complex64: "complex64",
};

/** What a manifest says. */
interface Manifest {
  /** All weights by name. */
  readonly weights: ReadonlyMap<string, Weight>;
  /** The files that hold them. */
  readonly paths: readonly string[];
}

/**
 * All weights by name, and the files that they lie in. Where the shards of a group are among `files`
 * (by their path in the manifest), weights that lie in one shard are views of it; of those that are
 * stored quantised, which are not what the network computes with, small ones come as numbers.
 *
 * @throws {FormatError} If the manifest is broken, or a shard ends too early.
 */
export function readManifest(
  manifest: unknown,
  files: Readonly<Record<string, Uint8Array>>,
): Manifest {
  const weights = new Map<string, Weight>();
  const allPaths: string[] = [];
  if (manifest === undefined || manifest === null) return { weights, paths: allPaths };
  listOf(manifest, "weightsManifest").forEach((group, g) => {
    const place = `weightsManifest[${g}]`;
    const { paths = [], weights: entries } = recordOf(group, place);
    const names = listOf(paths, `${place}.paths`).map((path) => String(path));
    const shards = names.map((path) => Object.hasOwn(files, path) ? files[path] : undefined);
    allPaths.push(...names);
    const whole = shards.every((shard) => shard !== undefined) ? shards : [];
    let at = 0;
    listOf(entries, `${place}.weights`).forEach((entry, w) => {
      const where = `${place}.weights[${w}]`;
      const { name, kind, stored, numbers } = readEntry(recordOf(entry, where), where);
      const data = stored === undefined ? undefined : viewOf(whole, at, stored, where);
      at += stored ?? NaN;
      const known = data && (numbers ? { values: numbers(data) } : { data });
      // Without elements there is nothing to look up.
      weights.set(name, { ...kind, ...(kind.shape.includes(0) ? { values: [] } : known) });
    });
  });
  return { weights, paths: allPaths };
}

function readEntry(entry: Record<string, unknown>, place: string) {
  const name = textOf(entry["name"], `${place}.name`);
  const shape = sizesOf(entry["shape"], `${place}.shape`);
  const declared = textOf(entry["dtype"], `${place}.dtype`);
  const dtype = Object.hasOwn(DTYPES, declared) ? DTYPES[declared] : "float32";
  const kind = { dtype, shape };
  // Texts have lengths of their own: what follows them in a shard cannot be found.
  if (dtype === "string") return { name, kind };
  const { quantization } = entry;
  const narrow = isRecord(quantization) ? quantizedIn(quantization, kind) : undefined;
  return { name, kind, stored: bytesOf(narrow?.dtype ?? dtype, shape), numbers: narrow?.numbers };
}

/** Bytes of a group, if they lie in one shard. */
function viewOf(
  shards: readonly (Uint8Array | undefined)[],
  from: number,
  bytes: number,
  place: string,
): Uint8Array | undefined {
  if (shards.length === 0 || Number.isNaN(from) || bytes === 0) return undefined;
  let start = from;
  for (const shard of shards) {
    if (start < shard!.length) {
      if (start + bytes <= shard!.length) return shard!.subarray(start, start + bytes);
      if (shard !== shards.at(-1)) return undefined;
      break;
    }
    start -= shard!.length;
  }
  throw new FormatError(NAME, place, `${bytes} bytes in its shards`, "their end");
}
