/** Pseudo-random numbers that are the same for the same seed. */

/** Uniform numbers in [0, 1): xorshift32 (Marsaglia 2003). */
export function randomNumbers(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
