/** Numbers for values: equal numbers stand for values that are equal bit for bit. */

import { fnv1a64 } from "./digest.ts";

/**
 * A table of values that are known by how they come about. Leaves are known by a text or by their
 * bytes; all others by a list of parts: numbers of values, or small numbers that are written as
 * `-1 - n` and stand for themselves. Who asks twice for the same list gets the same number.
 */
export class Values {
  /** The parts of all values, one list after the other. */
  #parts = new Int32Array(1 << 16);
  /** Per value: where its list begins; one more for the end of the last. */
  readonly #starts: number[] = [0];
  /** Open addressing: numbers of values by the hash of their list, -1 where there is none. */
  #slots = new Int32Array(1 << 12).fill(-1);
  readonly #texts = new Map<string, number>();
  readonly #blobs = new Map<string, { data: Uint8Array; value: number }[]>();

  /** How many values there are: the number of the next one. */
  get count(): number {
    return this.#starts.length - 1;
  }

  /** The value that a text stands for. */
  text(text: string): number {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const value = this.#append([]);
    this.#texts.set(text, value);
    return value;
  }

  /** The value of some bytes. */
  bytes(data: Uint8Array): number {
    const key = fnv1a64(data);
    const alike = this.#blobs.get(key) ?? [];
    const known = alike.find(({ data: other }) =>
      other.length === data.length && other.every((byte, i) => byte === data[i])
    );
    if (known) return known.value;
    const value = this.#append([]);
    this.#blobs.set(key, [...alike, { data, value }]);
    return value;
  }

  /** The value that comes of a list of parts, which must not be empty. */
  of(parts: readonly number[]): number {
    let slot = hashOf(parts) & (this.#slots.length - 1);
    for (; this.#slots[slot] >= 0; slot = (slot + 1) & (this.#slots.length - 1)) {
      if (this.#consistsOf(this.#slots[slot], parts)) return this.#slots[slot];
    }
    const value = this.#append(parts);
    this.#slots[slot] = value;
    if (2 * value > this.#slots.length) this.#growSlots();
    return value;
  }

  /** The parts of a value; a leaf has none. */
  partsOf(value: number): Int32Array {
    return this.#parts.subarray(this.#starts[value], this.#starts[value + 1]);
  }

  #consistsOf(value: number, parts: readonly number[]): boolean {
    const start = this.#starts[value];
    if (this.#starts[value + 1] - start !== parts.length) return false;
    for (let i = 0; i < parts.length; i++) if (this.#parts[start + i] !== parts[i]) return false;
    return true;
  }

  #append(parts: readonly number[]): number {
    const start = this.#starts[this.count];
    if (start + parts.length > this.#parts.length) {
      const longer = new Int32Array(2 * (start + parts.length));
      longer.set(this.#parts);
      this.#parts = longer;
    }
    this.#parts.set(parts, start);
    return this.#starts.push(start + parts.length) - 2;
  }

  #growSlots(): void {
    this.#slots = new Int32Array(4 * this.#slots.length).fill(-1);
    for (let value = 0; value < this.count; value++) {
      const parts = this.partsOf(value);
      if (parts.length === 0) continue;
      let slot = hashOf(parts) & (this.#slots.length - 1);
      while (this.#slots[slot] >= 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = value;
    }
  }
}

function hashOf(parts: ArrayLike<number>): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < parts.length; i++) {
    hash = Math.imul(hash ^ parts[i], 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
