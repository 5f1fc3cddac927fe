/** Writes protocol buffers field by field, so that tests can also write what no library would. */

/** A field of a message: its bytes on the wire. */
export type Field = Uint8Array;

/** Bytes one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** A whole number as a varint; negative ones take ten bytes. */
export function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

/** An integer field. */
export function integer(id: number, value: number | bigint): Field {
  return joined([varint(8 * id), varint(value)]);
}

/** A field of 32 bits that holds a real number. */
export function real(id: number, value: number): Field {
  return joined([varint(8 * id + 5), new Uint8Array(Float32Array.of(value).buffer)]);
}

/** A field of bytes; the length that it claims may be wrong. */
export function bytes(id: number, content: Uint8Array, length = content.length): Field {
  return joined([varint(8 * id + 2), varint(length), content]);
}

/** A text field. */
export function text(id: number, content: string): Field {
  return bytes(id, new TextEncoder().encode(content));
}

/** A field that holds a message. */
export function message(id: number, ...fields: Field[]): Field {
  return bytes(id, joined(fields));
}
