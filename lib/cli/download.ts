/** Downloads of files that can be interrupted, go on where they stopped, and are checked. */

import { fileName } from "./command.ts";
import type { Io } from "./io.ts";

/** A file on a server, and what is known about it. */
export interface RemoteFile {
  /** Where it is. */
  readonly url: string;
  /** Its bytes; absent where unknown. */
  readonly bytes?: number;
  /** Its SHA-256 in hexadecimal digits; absent where unknown. */
  readonly sha256?: string;
}

/** A file that is there now. */
export interface LocalFile {
  /** Its bytes. */
  readonly bytes: number;
  /** Its SHA-256 in hexadecimal digits. */
  readonly sha256: string;
  /** Whether it was there before. */
  readonly cached: boolean;
}

/** No server answers: neither this file nor another one can be had. */
export class OfflineError extends Error {}

/**
 * Brings a file to a path. Until all of it is there and is found right, it is called `PATH.part`, and
 * an interrupted download goes on at its end if the server can do so. A wrong file is removed.
 *
 * @param open Throws if the file is not what was wanted; the only check where no digest is known.
 * @throws {OfflineError} If no server answers.
 * @throws {Error} If the server has no such file, the connection breaks, or the file is wrong.
 */
export async function download(
  io: Io,
  path: string,
  remote: RemoteFile,
  open: (data: Uint8Array) => Promise<unknown>,
): Promise<LocalFile> {
  if (await io.fileSize(path) !== undefined) {
    const { fault, ...held } = await inspect(await io.readFile(path), remote);
    if (!fault) return { ...held, cached: true };
  }
  const part = `${path}.part`;
  await receive(io, part, remote);
  const data = await io.readFile(part);
  try {
    const { fault, ...held } = await inspect(data, remote);
    if (fault) throw new Error(`Cannot keep ${fileName(path)}: ${fault}`);
    await open(data);
    await io.renameFile(part, path);
    return { ...held, cached: false };
  } catch (error) {
    await io.removeFile(part);
    throw error;
  }
}

/** What a file is, and what is wrong with it if anything is known about it. */
async function inspect(
  data: Uint8Array,
  { bytes, sha256: wanted }: RemoteFile,
): Promise<{ bytes: number; sha256: string; fault?: string }> {
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(data));
  const held = { bytes: data.length, sha256: new Uint8Array(digest).toHex() };
  if (bytes !== undefined && bytes !== held.bytes) {
    return { ...held, fault: `${bytes} bytes wanted, ${held.bytes} came` };
  }
  if (wanted !== undefined && wanted !== held.sha256) {
    return { ...held, fault: `SHA-256 ${wanted} wanted, ${held.sha256} came` };
  }
  return held;
}

/** Makes a partial file whole: asks for what is missing, or for all of it. */
async function receive(io: Io, part: string, { url, bytes }: RemoteFile): Promise<void> {
  const held = await io.fileSize(part) ?? 0;
  if (held > 0 && held === bytes) return;
  const response = await ask(io, url, held);
  const [, first, total] = response.headers.get("content-range")
    ?.match(/^bytes (?:(\d+)-\d+|\*)\/(\d+)$/) ?? [];
  if (response.status === 206 && Number(first) === held) {
    return await append(io, part, response, held, Number(total));
  }
  if (response.status === 416 && Number(total) === held) {
    await response.body?.cancel();
    return;
  }
  if (response.status === 200) {
    await io.removeFile(part);
    const length = response.headers.get("content-length");
    return await append(io, part, response, 0, length === null ? bytes : Number(length));
  }
  await response.body?.cancel();
  if (held > 0 && [206, 416].includes(response.status)) {
    // The server's file does not go on where the held one ends: it is another one.
    await io.removeFile(part);
    return await receive(io, part, { url, bytes });
  }
  throw new Error(`Cannot fetch ${url}: a file wanted, status ${response.status} came`);
}

async function ask(io: Io, url: string, from: number): Promise<Response> {
  try {
    return await io.fetch(url, from);
  } catch (cause) {
    const { host } = new URL(url);
    throw new OfflineError(`Cannot fetch from ${host}: a connection wanted, none came`, { cause });
  }
}

/** Writes a body behind the bytes that are held. */
async function append(
  io: Io,
  part: string,
  response: Response,
  held: number,
  total: number | undefined,
): Promise<void> {
  const name = fileName(part).replace(/\.part$/, "");
  let received = held;
  const incomplete = (cause?: unknown) =>
    new Error(
      `Cannot fetch the rest of ${name}: ${total ?? "more"} bytes wanted, ${received} came; ` +
        "the same command goes on there",
      { cause },
    );
  // Apart from the loop, so that a disk that is full is not taken for a broken connection.
  const chunks = async function* () {
    try {
      yield* response.body ?? [];
    } catch (cause) {
      throw incomplete(cause);
    }
  };
  try {
    for await (const chunk of chunks()) {
      await io.appendFile(part, chunk);
      received += chunk.length;
      io.progress(`${name}: ${received} bytes${total === undefined ? "" : ` of ${total}`}`);
    }
  } finally {
    io.progress("");
  }
  if (total !== undefined && received < total) throw incomplete();
}
