/** Reads whole numbers from a FlexBuffer, the self-describing format of custom operators' options. */

const MAP = 9;
/** Types of whole numbers stored in place: signed, unsigned, boolean. */
const INT = 1;
const UINT = 2;
const BOOL = 26;

/**
 * The whole numbers and booleans (0 or 1) of a FlexBuffer whose root is a map, by key. Other values
 * are left out; bytes that are no such map give no entries.
 *
 * A FlexBuffer ends with its root, the root's type and the root's width. A map is a vector of values
 * and, behind it, their packed types (`type << 2`); before it stand the distance to the vector of
 * its keys, that vector's width and its own length. See google/flatbuffers:docs, "FlexBuffers".
 */
export function flexNumbers(bytes: Uint8Array): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unsigned = (at: number, width: number): number => {
    if (width === 1) return view.getUint8(at);
    if (width === 2) return view.getUint16(at, true);
    if (width === 4) return view.getUint32(at, true);
    return Number(view.getBigUint64(at, true));
  };
  const signed = (at: number, width: number): number => {
    if (width === 1) return view.getInt8(at);
    if (width === 2) return view.getInt16(at, true);
    if (width === 4) return view.getInt32(at, true);
    return Number(view.getBigInt64(at, true));
  };
  const text = (at: number): string => {
    const end = bytes.indexOf(0, at);
    return new TextDecoder().decode(bytes.subarray(at, end < 0 ? at : end));
  };
  try {
    const rootWidth = view.getUint8(bytes.length - 1);
    const rootType = view.getUint8(bytes.length - 2);
    if (rootType >> 2 !== MAP) return numbers;
    const width = 1 << (rootType & 3);
    const root = bytes.length - 2 - rootWidth;
    const values = root - unsigned(root, rootWidth);
    const length = unsigned(values - width, width);
    const keyWidth = unsigned(values - 2 * width, width);
    const keys = values - 3 * width - unsigned(values - 3 * width, width);
    const types = values + length * width;
    for (let i = 0; i < length; i++) {
      const key = keys + i * keyWidth;
      const name = text(key - unsigned(key, keyWidth));
      const type = view.getUint8(types + i) >> 2;
      const at = values + i * width;
      if (type === INT) numbers.set(name, signed(at, width));
      if (type === UINT || type === BOOL) numbers.set(name, unsigned(at, width));
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // a read outside the bytes
  }
  return numbers;
}
