/** A set of visited states: bitsets of one width in an open-addressing table on typed arrays. */

const FIRST_CAPACITY = 256;

/**
 * Holds sets of `words` 32-bit words, each once, in the order in which they came.
 *
 * A state takes 4 * words bytes and 8 to 16 bytes of slots: linear probing, at most half full.
 */
export class StateTable {
  /** States that are held. */
  size = 0;
  readonly #words: number;
  #rows: Uint32Array;
  /** 1 + index of a state, or 0. */
  #slots: Int32Array;

  /** An empty table for sets of one width. */
  constructor(words: number) {
    this.#words = words;
    this.#rows = new Uint32Array(FIRST_CAPACITY * words);
    this.#slots = new Int32Array(2 * FIRST_CAPACITY);
  }

  /** A state by its index; the words change when states are forgotten and others come. */
  at(index: number): Uint32Array {
    return this.#rows.subarray(index * this.#words, (index + 1) * this.#words);
  }

  /** Holds a state from now on; its index, or -1 if it was there before. */
  insert(state: Uint32Array): number {
    if (2 * this.size === this.#slots.length) this.#grow();
    const slot = this.#slotOf(state, 0);
    if (this.#slots[slot] !== 0) return -1;
    this.#rows.set(state, this.size * this.#words);
    this.#slots[slot] = this.size + 1;
    return this.size++;
  }

  /** Forgets the states that came last, down to a size. */
  truncate(size: number): void {
    // Latest first: no state that stays has been moved on by one that goes.
    for (; this.size > size; this.size--) {
      this.#slots[this.#slotOf(this.#rows, (this.size - 1) * this.#words)] = 0;
    }
  }

  /** The slot of the state at an offset of an array, or the free slot where it belongs. */
  #slotOf(states: Uint32Array, at: number): number {
    const words = this.#words;
    const mask = this.#slots.length - 1;
    let hash = 0x9e3779b9;
    for (let w = 0; w < words; w++) {
      hash = Math.imul(hash ^ states[at + w], 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    for (let slot = hash & mask;; slot = (slot + 1) & mask) {
      const held = (this.#slots[slot] - 1) * words;
      if (held < 0) return slot;
      let w = 0;
      while (w < words && this.#rows[held + w] === states[at + w]) w++;
      if (w === words) return slot;
    }
  }

  #grow(): void {
    const rows = new Uint32Array(2 * this.#rows.length);
    rows.set(this.#rows);
    this.#rows = rows;
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let index = 0; index < this.size; index++) {
      this.#slots[this.#slotOf(rows, index * this.#words)] = index + 1;
    }
  }
}
