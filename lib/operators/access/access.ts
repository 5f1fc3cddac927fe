/** How a kernel reads an input while it writes an output: data from which safe distances follow. */

/**
 * One loop over output elements, seen from one input. At position `c` (below `size`) the output
 * element lies `c * output` further on; the first input element that it needs lies `c * input`
 * further on, or `first[c] * input` where `first` is given (-1: it needs none).
 */
export interface Axis {
  /** Positions of the loop. */
  readonly size: number;
  /** Elements of the input from one coordinate to the next; 0 where the same is read again. */
  readonly input: number;
  /** Elements of the output from one position to the next; never negative. */
  readonly output: number;
  /** Per position: the least input coordinate that is read, or -1. */
  readonly first?: readonly number[];
}

/**
 * A kernel that writes its output in ascending order, and each element after it has read all that the
 * element needs. Element `outputStart + sum(c * axis.output)` needs, of this input, nothing before
 * element `inputStart + sum(first(c) * axis.input)`; elements that no `c` reaches need nothing.
 */
export interface OrderedAccess {
  /** What the access is. */
  readonly how: "ordered";
  /** Place of the input among the operator's inputs. */
  readonly input: number;
  /** Place of the output among the operator's outputs. */
  readonly output: number;
  /** Element of the input where the loops begin to read. */
  readonly inputStart: number;
  /** Element of the output where the loops begin to write. */
  readonly outputStart: number;
  /** The loops, outermost first. */
  readonly axes: readonly Axis[];
  /**
   * Elements that one `memcpy` moves, where the kernel uses it: two ranges that overlap only in part
   * have no defined result.
   */
  readonly piece?: number;
  /**
   * Set where the kernel reads on from each element to the next one of the input, whether this output
   * needs it or another one does. Elements of input and output are equally large then.
   */
  readonly readsOn?: boolean;
}

/** A kernel that has read all of an input before it writes anything: it does not matter who lies where. */
export interface BufferedAccess {
  /** What the access is. */
  readonly how: "buffered";
  /** Place of the input among the operator's inputs. */
  readonly input: number;
  /** Place of the output among the operator's outputs. */
  readonly output: number;
}

/** A pair of input and output that may share memory under conditions. */
export type Access = OrderedAccess | BufferedAccess;

/** An ordered access of the first input and the first output from their first elements on. */
export function ordered(
  axes: readonly Axis[],
  changes: Partial<Omit<OrderedAccess, "how" | "axes">> = {},
): OrderedAccess {
  return { how: "ordered", input: 0, output: 0, inputStart: 0, outputStart: 0, axes, ...changes };
}

/** Elements from one position to the next, per dimension of a row-major shape. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = stride;
    stride *= shape[d];
  }
  return strides;
}

/**
 * Where the output is a run of the input's own elements, unchanged in order and without gaps, or the
 * other way round: the place, in elements, of the input's first element in the output (negative where
 * the output begins inside the input). `undefined` for anything else.
 */
export function placeInOutput(
  { axes, inputStart, outputStart }: OrderedAccess,
): number | undefined {
  let run = 1;
  for (let d = axes.length - 1; d >= 0; d--) {
    const { size, input, output, first } = axes[d];
    if (size === 1 && !first) continue;
    if (first || input !== run || output !== run) return undefined;
    run *= size;
  }
  return outputStart - inputStart;
}
