/** TensorFlow's slices with steps: what Python's `tensor[a:b:c, ..., newaxis, i]` means. */

import { dimsAt, dimsFrom, isGiven, valuesOf } from "../operands.ts";
import { fail, inputAt, numberOf, perPosition, type Query, type Shape } from "../query.ts";

/** What a slice leaves. */
export interface StridedSlice {
  readonly shape: Shape;
  /** For slices of a list: the positions that stay; absent where they are not known. */
  readonly picked?: readonly number[];
}

/**
 * The slice of an operator. Bits of the masks count the entries of its lists: an entry is a new
 * dimension, the ellipsis, one position (that dimension goes), or a range.
 *
 * @throws {Unknown} If the number of entries is not known, or exceeds the input's dimensions.
 */
export function stridedSlice(query: Query): StridedSlice {
  const input = dimsAt(query, 0);
  const entries = dimsFrom(query, 1, 1)[0];
  if (!(entries <= 32)) return fail("the number of its entries is not known");
  const given = (place: number) =>
    (isGiven(query, place) ? valuesOf(inputAt(query, place)) : undefined) ??
      new Array<number>(entries).fill(NaN);
  const lists = [given(1), given(2), given(3)];
  const mask = (name: string) => {
    const bits = numberOf(query, `${name}_mask`, 0);
    return (entry: number) => Math.floor(bits / 2 ** entry) % 2 === 1;
  };
  const [isNew, isEllipsis, isSingle] = [mask("new_axis"), mask("ellipsis"), mask("shrink_axis")];
  const [fromStart, toEnd] = [mask("begin"), mask("end")];
  const places = [...Array(entries).keys()];
  const plain = places.filter((entry) => !isNew(entry) && !isEllipsis(entry)).length;
  if (plain > input.length) return fail(`it slices ${plain} dimensions of ${input.length}`);
  const shape: number[] = [];
  let picked: number[] | undefined;
  let d = 0;
  for (const entry of places) {
    if (isEllipsis(entry)) {
      for (let whole = input.length - plain; whole > 0; whole--) shape.push(input[d++]);
    } else if (isNew(entry)) shape.push(1);
    else {
      const [begin, end, step] = lists.map((list) => list[entry]);
      const size = input[d++];
      const range = rangeOf(size, step, {
        begin: fromStart(entry) ? undefined : begin,
        end: toEnd(entry) ? undefined : end,
      });
      if (!isSingle(entry)) shape.push(range.count);
      const count = isSingle(entry) ? 1 : range.count;
      if (input.length === 1 && !Number.isNaN(range.first + count + step)) {
        picked = perPosition(count, (i) => range.first + i * step);
      }
    }
  }
  return { shape: [...shape, ...input.slice(d)], picked };
}

/** Where a range begins and ends; absent: with the dimension. */
interface Ends {
  readonly begin: number | undefined;
  readonly end: number | undefined;
}

/** First position and number of positions of a range that reaches no further than the dimension. */
function rangeOf(size: number, step: number, { begin, end }: Ends) {
  if (step === 0) return fail("it makes steps of 0");
  const [least, most] = step < 0 ? [-1, size - 1] : [0, size];
  const inside = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, least), most);
  const first = begin === undefined ? (step < 0 ? most : least) : inside(begin);
  const last = end === undefined ? (step < 0 ? least : most) : inside(end);
  return { first, count: Math.max(0, Math.ceil((last - first) / step)) };
}
