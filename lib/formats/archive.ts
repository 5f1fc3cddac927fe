/** Files inside .tgz archives, the form in which many models are hosted. */

import { unpackTar } from "modern-tar";
import { FormatError } from "./format_error.ts";
import { checkLimit, type Limits, limitsOf } from "./limits.ts";
import { whatItIs } from "./recognize.ts";

/** The name of the format in errors. */
const FORMAT = "tgz";

/** Names that an error lists; an archive may hold millions. */
const MOST_NAMES = 20;

/**
 * The bytes of a file inside a gzip-compressed tar archive. The other files are skipped as they
 * stream by.
 *
 * @param name The name of the file; the folders that it lies in do not matter.
 * @throws {FormatError} If the bytes are not such an archive, or no file of that name is in it, or
 * it is beyond the limit "unpacked".
 */
export async function unpackFile(
  archive: Uint8Array,
  name: string,
  options: { limits?: Partial<Limits> } = {},
): Promise<Uint8Array> {
  if (archive[0] !== 0x1f || archive[1] !== 0x8b) {
    throw new FormatError(FORMAT, "byte 0", "a gzip archive", whatItIs(archive));
  }
  const names: string[] = [];
  const isWanted = (path: string) => path === name || path.endsWith(`/${name}`);
  try {
    const entries = await unpackTar(gunzipped(archive), {
      strict: true,
      filter({ name: path, type, size }) {
        if (type !== "file") return false;
        if (names.length < MOST_NAMES) names.push(path);
        if (!isWanted(path)) return false;
        checkLimit(limitsOf(options), "unpacked", size, FORMAT, path);
        return true;
      },
    });
    const found = entries.find(({ data }) => data);
    if (found?.data) return found.data;
  } catch (error) {
    if (error instanceof FormatError) throw error;
    const found = error instanceof Error ? error.message : String(error);
    throw new FormatError(FORMAT, "its contents", "a tar archive", found);
  }
  throw new FormatError(FORMAT, "its contents", `a file ${name}`, names.join(", ") || "no file");
}

function gunzipped(archive: Uint8Array): ReadableStream<Uint8Array> {
  // The copy is not shared memory, which is what a Blob asks for.
  return new Blob([new Uint8Array(archive)]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
}
