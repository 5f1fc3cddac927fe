/** Protocol buffers: messages by a schema, and the raw fields of a message, of files that may be hostile. */

import { quoted } from "../graph/mod.ts";
import protobuf from "protobufjs";
import { FormatError } from "./format_error.ts";
import { checkLimit, DEFAULT_LIMITS, type Limits } from "./limits.ts";

/** A decoder of one kind of message. */
export interface MessageReader {
  /**
   * Decodes a message. Fields of type `bytes` are views of the input; fields that the schema does not
   * name are skipped.
   *
   * @throws {FormatError} If the bytes are no such message, or hold more parts than any model does.
   */
  read(bytes: Uint8Array, limits?: Limits): unknown;
}

/** Fields of one message on the wire, as places in the file: the record is tag and content together. */
export interface WireField {
  /** The number that the schema gives the field. */
  readonly id: number;
  /** 0: varint, 1: 8 bytes, 2: a length and as many bytes, 5: 4 bytes. */
  readonly wireType: number;
  /** First byte of the record. */
  readonly start: number;
  /** First byte of the content: of wire type 2, what follows the length. */
  readonly content: number;
  /** The byte after the record. */
  readonly end: number;
}

// The depth of messages is checked before they are decoded.
protobuf.Reader.recursionLimit = Infinity;

/**
 * A decoder for a message of a schema in the language of .proto files.
 *
 * @param format The format that errors name.
 */
export function messageReader(format: string, schema: string, message: string): MessageReader {
  const type = protobuf.parse(schema, { keepCase: true }).root.resolveAll().lookupType(message);
  return {
    read(bytes, limits = DEFAULT_LIMITS) {
      // A Buffer of Node would be read by other code; this one is for plain arrays.
      const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
      try {
        countParts(format, plain, type, limits);
        return type.decode(plain);
      } catch (error) {
        if (error instanceof FormatError || !(error instanceof Error)) throw error;
        throw new FormatError(
          format,
          "the root",
          `a protobuf of type ${message}`,
          quoted(error.message),
        );
      }
    },
  };
}

/**
 * Counts messages and list elements. Each takes two bytes of a file at least, but some hundred in
 * memory.
 *
 * @throws {FormatError} If they are too many or too deep, or cut off.
 */
function countParts(
  format: string,
  bytes: Uint8Array,
  root: protobuf.Type,
  limits: Limits,
): void {
  let parts = 0;
  const visit = (type: protobuf.Type, from: number, to: number, depth: number) => {
    checkLimit(limits, "depth", depth, format, `byte ${from}`);
    for (const field of wireFields(format, bytes, from, to)) {
      const known = type.fieldsById[field.id];
      if (known === undefined) continue;
      const packed = field.wireType === 2 && known.type in protobuf.types.packed;
      parts += packed ? field.end - field.content : 1;
      checkLimit(limits, "parts", parts, format, `byte ${field.start}`);
      if (field.wireType === 2 && known.resolvedType instanceof protobuf.Type) {
        visit(known.resolvedType, field.content, field.end, depth + 1);
      }
    }
  };
  visit(root, 0, bytes.length, 0);
}

/**
 * The fields of the message that lies in `bytes` from `from` to `to`, in file order.
 *
 * @throws {FormatError} If a field is cut off or of a kind that is not in use any more.
 */
export function* wireFields(
  format: string,
  bytes: Uint8Array,
  from = 0,
  to: number = bytes.length,
): Generator<WireField> {
  let at = from;
  const cutOff = (place: number): never => {
    throw new FormatError(format, `byte ${place}`, `a field that ends before byte ${to}`, "none");
  };
  const varint = (): number => {
    let [value, scale] = [0, 1];
    for (let count = 0; count < 10; count++) {
      if (at >= to) return cutOff(at);
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw new FormatError(format, `byte ${at}`, "an integer of at most 10 bytes", "more");
  };
  while (at < to) {
    const start = at;
    const tag = varint();
    const [id, wireType] = [Math.floor(tag / 8), tag % 8];
    let content = at;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else if (wireType === 2) {
      const length = varint();
      content = at;
      at += length;
    } else {
      throw new FormatError(format, `byte ${start}`, "a field", `one of wire type ${wireType}`);
    }
    if (at > to) cutOff(start);
    yield { id, wireType, start, content, end: at };
  }
}
