/** Seeded random numbers, fast enough for millions of weights. */

/** A stream of 32-bit integers (xorshift32) that depends on a seed and a stream number only. */
export function randomBits(seed: number, stream: number): () => number {
  let state = Math.imul(seed ^ Math.imul(stream + 1, 0x9e3779b1), 0x85ebca6b) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
  for (let i = 0; i < 8; i++) next(); // neighbouring seeds start out alike
  return next;
}

/** 32 bits as a number in [0, 1). */
export function unit(bits: number): number {
  return (bits >>> 0) / 2 ** 32;
}
