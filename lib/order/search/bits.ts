/** Sets of small numbers as bits: 32 to a word of a Uint32Array. */

/** Whether a number is in a set. */
export function has(set: Uint32Array, member: number): boolean {
  return ((set[member >>> 5] >>> (member & 31)) & 1) === 1;
}

/** Puts a number into a set. */
export function add(set: Uint32Array, member: number): void {
  set[member >>> 5] |= 1 << (member & 31);
}

/** Words that a set of numbers below `count` needs. */
export function wordsFor(count: number): number {
  return Math.max(1, Math.ceil(count / 32));
}
