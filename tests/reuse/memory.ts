/** An output over an input, byte by byte: whether a kernel still finds what it reads. */

/** What a kernel does, in order, with one input and one output; everything counts elements. */
export type Event =
  /** It loads an element of the input. */
  | { readonly reads: number }
  /** It stores an element of the output. */
  | { readonly writes: number }
  /** It moves a run of elements by memcpy. */
  | { readonly copies: number; readonly from: number; readonly to: number };

/** A run of a kernel, and the sizes that it takes. */
export interface Trace {
  readonly events: readonly Event[];
  /** Elements of the input. */
  readonly inputs: number;
  /** Elements of the output. */
  readonly outputs: number;
  /** Bytes of an element of the input, of the output. */
  readonly bytes: readonly [input: number, output: number];
}

/**
 * Plays a trace in a memory where the output begins `distance` bytes below the input. True if every
 * byte of the input is intact when it is loaded, and no memcpy is given ranges that overlap in part.
 */
export function survives(trace: Trace, distance: number): boolean {
  const [inputBytes, outputBytes] = trace.bytes;
  const [inputEnd, outputEnd] = [trace.inputs * inputBytes, trace.outputs * outputBytes];
  // intact[b] tells of byte b of the input; the output's byte c is the input's byte c - distance.
  const intact = new Uint8Array(inputEnd).fill(1);
  const reads = (element: number, count: number) => {
    for (let b = element * inputBytes; b < (element + count) * inputBytes; b++) {
      if (intact[b] === 0) return false;
    }
    return true;
  };
  const writes = (element: number, count: number) => {
    const start = element * outputBytes - distance;
    for (let b = Math.max(0, start); b < Math.min(inputEnd, start + count * outputBytes); b++) {
      intact[b] = 0;
    }
  };
  for (const event of trace.events) {
    if ("reads" in event) {
      if (!reads(event.reads, 1)) return false;
    } else if ("writes" in event) {
      if (event.writes * outputBytes >= outputEnd) throw new Error("A kernel leaves its output");
      writes(event.writes, 1);
    } else {
      const { copies, from, to } = event;
      const apart = Math.abs(to * outputBytes - distance - from * inputBytes);
      if (apart > 0 && apart < copies * outputBytes) return false;
      if (!reads(from, copies)) return false;
      writes(to, copies);
    }
  }
  return true;
}
