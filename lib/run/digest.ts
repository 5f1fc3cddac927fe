/** FNV-1a, 64 bits: a short name for the bytes of an output. */

/** The FNV-1a hash of bytes, as 16 hexadecimal digits (Fowler, Noll, Vo). */
export function fnv1a64(bytes: Uint8Array): string {
  // In two halves of 32 bits: hash * (2^40 + 0x1b3), carried by hand.
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  for (const byte of bytes) {
    low = (low ^ byte) >>> 0;
    const product = low * 0x1b3;
    high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}
