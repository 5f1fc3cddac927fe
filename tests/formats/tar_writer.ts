/** Writes .tgz archives by hand, from the format's description (POSIX ustar). */

const BLOCK = 512;

/** A gzip-compressed tar archive of the files. */
export async function tgz(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const blocks = Object.entries(files).flatMap(([name, data]) => [header(name, data.length), data]);
  const padded = [...blocks, new Uint8Array(2 * BLOCK)].map(padToBlock);
  return await gzip(new Uint8Array(await new Blob(padded).arrayBuffer()));
}

/** Bytes, gzip-compressed. */
export async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([new Uint8Array(bytes)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** The header of a file: fields of fixed width, numbers in octal digits. */
export function header(name: string, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const write = (text: string, at: number) => block.set(new TextEncoder().encode(text), at);
  write(name, 0);
  write("0000644\0", 100);
  write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  write("00000000000\0", 136);
  write("        0", 148); // the checksum counts as spaces while it is summed; then the type
  write("ustar\x0000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function padToBlock(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil(data.length / BLOCK) * BLOCK);
  padded.set(data);
  return padded;
}
