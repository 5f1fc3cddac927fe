/** Inputs from files: NumPy's .npy, or the bytes of the tensor as they are. */

const MAGIC = "\x93NUMPY";

/**
 * The bytes of a tensor in a file. A .npy file (NumPy enhancement proposal 1) is its header and the
 * elements; any other file is taken as the elements themselves.
 *
 * @throws {SyntaxError} If a .npy file is cut short or stores its elements column by column or
 * big-endian, which no kernel reads.
 */
export function readTensorFile(bytes: Uint8Array): Uint8Array {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, MAGIC.length) !== MAGIC) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6] >= 2; // from version 2 on the header's length takes four bytes
  const start = wide ? 12 : 10;
  const fail = (what: string): never => {
    throw new SyntaxError(`Cannot read the .npy file: ${what}`);
  };
  if (bytes.length < start) fail(`a header wanted, ${bytes.length} bytes came`);
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (bytes.length < end) fail(`a header of ${end} bytes wanted, ${bytes.length} came`);
  const header = text(start, end);
  if (/'fortran_order':\s*True/.test(header)) fail("rows wanted, columns came (fortran_order)");
  if (/'descr':\s*'>/.test(header)) fail("little-endian elements wanted, big-endian ones came");
  return bytes.subarray(end);
}
