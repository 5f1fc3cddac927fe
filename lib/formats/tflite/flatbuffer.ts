/** Tables of a flatbuffer, read with every access checked: the file may be broken or hostile. */

import { ByteBuffer } from "flatbuffers";
import { FormatError } from "../format_error.ts";

/** Scalars of a table, in the words of a flatbuffers schema. */
export type Scalar =
  | "bool"
  | "byte"
  | "ubyte"
  | "short"
  | "ushort"
  | "int"
  | "uint"
  | "long"
  | "ulong"
  | "float";

/** Bytes of one scalar. */
const WIDTH: Readonly<Record<Scalar, number>> = {
  bool: 1,
  byte: 1,
  ubyte: 1,
  short: 2,
  ushort: 2,
  int: 4,
  uint: 4,
  long: 8,
  ulong: 8,
  float: 4,
};

const HIGH = 2 ** 32;
const READ: Readonly<Record<Scalar, (buffer: ByteBuffer, at: number) => number>> = {
  bool: (buffer, at) => buffer.readUint8(at) === 0 ? 0 : 1,
  byte: (buffer, at) => buffer.readInt8(at),
  ubyte: (buffer, at) => buffer.readUint8(at),
  short: (buffer, at) => buffer.readInt16(at),
  ushort: (buffer, at) => buffer.readUint16(at),
  int: (buffer, at) => buffer.readInt32(at),
  uint: (buffer, at) => buffer.readUint32(at),
  // Without BigInt: vectors of longs (zero points) can be large. Beyond 2^53 the low bits are lost.
  long: (buffer, at) => buffer.readInt32(at + 4) * HIGH + buffer.readUint32(at),
  ulong: (buffer, at) => buffer.readUint32(at + 4) * HIGH + buffer.readUint32(at),
  float: (buffer, at) => buffer.readFloat32(at),
};

/** The bytes of a flatbuffer, with a limit on how much may be read from them. */
class Source {
  readonly buffer: ByteBuffer;
  /**
   * Bytes that may still be read. Each byte of an honest file is read about once; a file that points
   * to the same bytes again and again would otherwise need memory out of proportion to its size.
   */
  #allowance: number;

  constructor(readonly format: string, readonly bytes: Uint8Array) {
    this.buffer = new ByteBuffer(bytes);
    this.#allowance = 4 * bytes.length + 65536;
  }

  fail(place: string, expected: string, found: string): never {
    throw new FormatError(this.format, place, expected, found);
  }

  /** Asks for `[at, at + size)` to lie in the file. */
  need(place: string, at: number, size: number): void {
    const { length } = this.bytes;
    if (at >= 0 && size >= 0 && at + size <= length) return;
    this.fail(place, `${size} bytes inside the file of ${length}`, `offset ${at}`);
  }

  /** Accounts for bytes that are turned into values. */
  spend(place: string, size: number): void {
    this.#allowance -= size;
    if (this.#allowance >= 0) return;
    this.fail(place, "values that fit the size of the file", "offsets that repeat the same bytes");
  }
}

const decoder = new TextDecoder();

/** One table of a flatbuffer. Fields are addressed by their slot, the position in the schema. */
export class Table {
  readonly #source: Source;
  readonly #vtable: number;
  readonly #vtableSize: number;
  readonly #size: number;

  private constructor(
    source: Source,
    /** Position of the table in the file, in bytes. */
    readonly at: number,
    /** The path of the table from the root, empty for the root itself. */
    readonly path: string,
  ) {
    const place = path || "the root table";
    this.#source = source;
    source.need(place, at, 4);
    const vtable = at - source.buffer.readInt32(at);
    source.need(`${place} (vtable)`, vtable, 4);
    this.#vtable = vtable;
    this.#vtableSize = source.buffer.readUint16(vtable);
    this.#size = source.buffer.readUint16(vtable + 2);
    if (this.#vtableSize < 4 || this.#vtableSize % 2 !== 0) {
      source.fail(`${place} (vtable)`, "an even size of at least 4", String(this.#vtableSize));
    }
    source.need(`${place} (vtable)`, vtable, this.#vtableSize);
    if (this.#size < 4) source.fail(place, "a table of at least 4 bytes", String(this.#size));
    source.need(place, at, this.#size);
    source.spend(place, this.#size + 4);
  }

  /**
   * Opens the root table of a flatbuffer.
   *
   * @param format The name of the format, for errors.
   * @throws {FormatError} If there is none inside the bytes; so do all methods of a table.
   */
  static root(format: string, bytes: Uint8Array): Table {
    const source = new Source(format, bytes);
    source.need("byte 0", 0, 4);
    return new Table(source, source.buffer.readUint32(0), "");
  }

  /** Refuses the file because of one of its fields. */
  fail(field: string, expected: string, found: string): never {
    this.#source.fail(this.#place(field), expected, found);
  }

  /** Position of a field's value in the file, or 0 where the field is absent. */
  position(slot: number, field: string, width: number): number {
    const entry = 4 + 2 * slot;
    if (entry + 2 > this.#vtableSize) return 0;
    const offset = this.#source.buffer.readUint16(this.#vtable + entry);
    if (offset === 0) return 0;
    if (offset + width > this.#size) {
      this.fail(field, `${width} bytes inside the table of ${this.#size}`, `offset ${offset}`);
    }
    return this.at + offset;
  }

  /** A number; the schema's default where the field is absent. Booleans are 0 and 1. */
  number(slot: number, field: string, type: Scalar, absent = 0): number {
    const at = this.position(slot, field, WIDTH[type]);
    return at === 0 ? absent : READ[type](this.#source.buffer, at);
  }

  /** A text; empty where the field is absent. Bytes that are not UTF-8 become U+FFFD. */
  text(slot: number, field: string): string {
    const bytes = this.bytes(slot, field);
    if (bytes === undefined) return "";
    this.#source.spend(this.#place(field), bytes.length);
    return decoder.decode(bytes);
  }

  /** A vector of bytes as a view of the file, or `undefined` where the field is absent. */
  bytes(slot: number, field: string): Uint8Array | undefined {
    const vector = this.vector(slot, field, 1);
    return vector && this.#source.bytes.subarray(vector.at, vector.at + vector.length);
  }

  /** A vector of numbers, or `undefined` where the field is absent. */
  numbers(slot: number, field: string, type: Scalar): number[] | undefined {
    const width = WIDTH[type];
    const vector = this.vector(slot, field, width);
    if (vector === undefined) return undefined;
    this.#source.spend(this.#place(field), vector.length * width);
    const values = new Array<number>(vector.length);
    const read = READ[type];
    for (let i = 0; i < vector.length; i++) {
      values[i] = read(this.#source.buffer, vector.at + i * width);
    }
    return values;
  }

  /** Another table, or `undefined` where the field is absent. */
  table(slot: number, field: string): Table | undefined {
    const at = this.target(slot, field);
    return at === undefined ? undefined : new Table(this.#source, at, this.#place(field));
  }

  /** A vector of tables; empty where the field is absent. */
  tables(slot: number, field: string): Table[] {
    const vector = this.vector(slot, field, 4);
    if (vector === undefined) return [];
    const { at, length } = vector;
    this.#source.spend(this.#place(field), length * 4);
    return Array.from({ length }, (_, i) => {
      const element = `${field}[${i}]`;
      return new Table(this.#source, this.#follow(at + i * 4, element), this.#place(element));
    });
  }

  /** Slots of the table, present or not: a file that knows later fields than ours has more. */
  get slots(): number {
    return (this.#vtableSize - 4) / 2;
  }

  /** Position of the table, vector or text that a field points to; `undefined` where it is absent. */
  target(slot: number, field: string): number | undefined {
    const position = this.position(slot, field, 4);
    return position === 0 ? undefined : this.#follow(position, field);
  }

  /** Where the elements of a vector lie, or `undefined` where the field is absent. */
  vector(slot: number, field: string, width: number): { at: number; length: number } | undefined {
    const start = this.target(slot, field);
    if (start === undefined) return undefined;
    this.#source.need(this.#place(field), start, 4);
    const length = this.#source.buffer.readUint32(start);
    this.#source.need(this.#place(field), start + 4, length * width);
    return { at: start + 4, length };
  }

  #follow(at: number, field: string): number {
    const offset = this.#source.buffer.readUint32(at);
    if (offset === 0) this.fail(field, "an offset", "0, which points to itself");
    return at + offset;
  }

  #place(field: string): string {
    return this.path === "" ? field : `${this.path}.${field}`;
  }
}
