/**
 * Naive kernels that only say what they touch, in the loop order of TensorFlow Lite Micro's reference
 * kernels. They share nothing with what they judge.
 */

import type { Event } from "./memory.ts";

export interface WindowCase {
  readonly batches: number;
  readonly height: number;
  readonly width: number;
  readonly depth: number;
  readonly filter: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly dilation: readonly [height: number, width: number];
  readonly same: boolean;
}

/** Output size and padding as the runtime computes them. */
export function windowGeometry(
  { height, width, filter, stride, dilation, same }: WindowCase,
): { out: [number, number]; pad: [number, number] } {
  const along = (d: 0 | 1, input: number): [number, number] => {
    const effective = (filter[d] - 1) * dilation[d] + 1;
    const out = same
      ? Math.floor((input + stride[d] - 1) / stride[d])
      : Math.floor((input + stride[d] - effective) / stride[d]);
    const total = Math.max(0, (out - 1) * stride[d] + effective - input);
    return [out, Math.trunc(total / 2)];
  };
  const [[rows, top], [columns, left]] = [along(0, height), along(1, width)];
  return { out: [rows, columns], pad: [top, left] };
}

/** All taps of a window at one position that lie inside the image. */
function* taps(shape: WindowCase, y: number, x: number): Generator<[number, number]> {
  const { pad } = windowGeometry(shape);
  for (let filterY = 0; filterY < shape.filter[0]; filterY++) {
    for (let filterX = 0; filterX < shape.filter[1]; filterX++) {
      const inY = y * shape.stride[0] - pad[0] + shape.dilation[0] * filterY;
      const inX = x * shape.stride[1] - pad[1] + shape.dilation[1] * filterX;
      if (inY >= 0 && inY < shape.height && inX >= 0 && inX < shape.width) yield [inY, inX];
    }
  }
}

const at = (shape: WindowCase, b: number, y: number, x: number, c: number) =>
  ((b * shape.height + y) * shape.width + x) * shape.depth + c;

export function* conv(shape: WindowCase, channels: number, groups: number): Generator<Event> {
  const { out } = windowGeometry(shape);
  const perGroup = channels / groups;
  const filterDepth = shape.depth / groups;
  let writes = 0;
  for (let b = 0; b < shape.batches; b++) {
    for (let y = 0; y < out[0]; y++) {
      for (let x = 0; x < out[1]; x++) {
        for (let channel = 0; channel < channels; channel++) {
          const group = Math.trunc(channel / perGroup);
          for (const [inY, inX] of taps(shape, y, x)) {
            for (let c = 0; c < filterDepth; c++) {
              yield { reads: at(shape, b, inY, inX, c + group * filterDepth) };
            }
          }
          yield { writes: writes++ };
        }
      }
    }
  }
}

export function* depthwise(shape: WindowCase, multiplier: number): Generator<Event> {
  const { out } = windowGeometry(shape);
  let writes = 0;
  for (let b = 0; b < shape.batches; b++) {
    for (let y = 0; y < out[0]; y++) {
      for (let x = 0; x < out[1]; x++) {
        for (let c = 0; c < shape.depth; c++) {
          for (let m = 0; m < multiplier; m++) {
            for (const [inY, inX] of taps(shape, y, x)) yield { reads: at(shape, b, inY, inX, c) };
            yield { writes: writes++ };
          }
        }
      }
    }
  }
}

export function* fullyConnected(rows: number, depth: number, units: number): Generator<Event> {
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < units; unit++) {
      for (let d = 0; d < depth; d++) yield { reads: row * depth + d };
      yield { writes: row * units + unit };
    }
  }
}

/** Everything is added up in scratch; the output comes at the end. */
export function* transposeConvWithScratch(inputs: number, outputs: number): Generator<Event> {
  for (let i = 0; i < inputs; i++) yield { reads: i };
  for (let o = 0; o < outputs; o++) yield { writes: o };
}

/** One operand of an elementwise operator whose output has another shape. */
export function* broadcast(operand: number[], output: number[]): Generator<Event> {
  let writes = 0;
  for (const place of places(output)) {
    const own = place.slice(output.length - operand.length);
    yield { reads: flat(operand, own.map((c, d) => operand[d] === 1 ? 0 : c)) };
    yield { writes: writes++ };
  }
}

/** Three passes over a row, of which the second stores what the third corrects. */
export function* softmax(rows: number, depth: number): Generator<Event> {
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < depth; c++) yield { reads: row * depth + c };
    for (let c = 0; c < depth; c++) {
      yield { reads: row * depth + c };
      yield { writes: row * depth + c };
    }
    for (let c = 0; c < depth; c++) yield { writes: row * depth + c };
  }
}

export function* pad(input: number[], before: number[], after: number[]): Generator<Event> {
  let [reads, writes] = [0, 0];
  for (const place of places(input.map((size, d) => before[d] + size + after[d]))) {
    const inside = place.every((c, d) => c >= before[d] && c < before[d] + input[d]);
    if (inside) yield { reads: reads++ };
    yield { writes: writes++ };
  }
}

export function* mirrorPad(
  input: number[],
  before: number[],
  after: number[],
  reflect: boolean,
): Generator<Event> {
  let writes = 0;
  const skip = reflect ? 1 : 0;
  for (const place of places(input.map((size, d) => before[d] + size + after[d]))) {
    const own = place.map((c, d) => {
      if (c < before[d]) return before[d] - c - 1 + skip;
      const inner = c - before[d];
      return inner < input[d] ? inner : input[d] - 1 - skip - (inner - input[d]);
    });
    yield { reads: flat(input, own) };
    yield { writes: writes++ };
  }
}

/** Which input positions an output position reads, along one dimension. */
export type Sampler = (position: number) => readonly number[];

export function* resize(
  [batches, height, width, depth]: number[],
  [outHeight, outWidth]: number[],
  rows: Sampler,
  columns: Sampler,
  copyPixels: boolean,
): Generator<Event> {
  let writes = 0;
  for (let b = 0; b < batches; b++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const pixels = rows(y).flatMap((inY) =>
          columns(x).map((inX) => ((b * height + inY) * width + inX) * depth)
        );
        if (copyPixels) {
          yield { copies: depth, from: pixels[0], to: writes };
          writes += depth;
          continue;
        }
        for (let c = 0; c < depth; c++) {
          for (const pixel of pixels) yield { reads: pixel + c };
          yield { writes: writes++ };
        }
      }
    }
  }
}

/** What input `mine` sees of a concatenation along an axis: all others only fill the output. */
export function* concat(
  outer: number,
  inputs: readonly number[],
  mine: number,
): Generator<Event> {
  let to = 0;
  for (let k = 0; k < outer; k++) {
    for (const [i, size] of inputs.entries()) {
      if (i === mine) yield { copies: size, from: k * size, to };
      else for (let j = 0; j < size; j++) yield { writes: to + j };
      to += size;
    }
  }
}

/** What output `mine` sees of a split along an axis: all others only use up the input. */
export function* split(outer: number, outputs: readonly number[], mine: number): Generator<Event> {
  let from = 0;
  for (let k = 0; k < outer; k++) {
    for (const [i, size] of outputs.entries()) {
      for (let j = 0; j < size; j++) {
        yield { reads: from++ };
        if (i === mine) yield { writes: k * size + j };
      }
    }
  }
}

/** What input `mine` sees when tensors are stacked: one tensor after the other. */
export function* pack(outer: number, inner: number, count: number, mine: number): Generator<Event> {
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < outer; k++) {
      for (let j = 0; j < inner; j++) {
        if (i === mine) yield { reads: k * inner + j };
        yield { writes: (k * count + i) * inner + j };
      }
    }
  }
}

/** What output `mine` sees when a stack is taken apart: one tensor after the other. */
export function* unpack(
  outer: number,
  inner: number,
  count: number,
  mine: number,
): Generator<Event> {
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < outer; k++) {
      for (let j = 0; j < inner; j++) {
        yield { reads: (k * count + i) * inner + j };
        if (i === mine) yield { writes: k * inner + j };
      }
    }
  }
}

/** A box of an input, `step` apart; runs of the last dimension by memcpy where that is asked for. */
export function* slice(
  input: number[],
  begin: number[],
  step: number[],
  size: number[],
  copyRuns: boolean,
): Generator<Event> {
  let writes = 0;
  const outer = copyRuns ? [...size.slice(0, -1), 1] : size;
  for (const place of places(outer)) {
    const from = flat(input, place.map((c, d) => begin[d] + c * step[d]));
    if (copyRuns) {
      yield { copies: size[size.length - 1], from, to: writes };
      writes += size[size.length - 1];
    } else {
      yield { reads: from };
      yield { writes: writes++ };
    }
  }
}

export function* depthToSpace(
  [batches, height, width, depth]: number[],
  block: number,
): Generator<Event> {
  const outDepth = depth / (block * block);
  let writes = 0;
  for (const [b, y, x, d] of places([batches, height * block, width * block, outDepth])) {
    const channel = d + ((y % block) * block + x % block) * outDepth;
    const pixel = (b * height + Math.trunc(y / block)) * width + Math.trunc(x / block);
    yield { reads: pixel * depth + channel };
    yield { writes: writes++ };
  }
}

export function* argMax(outer: number, axis: number, inner: number): Generator<Event> {
  for (let k = 0; k < outer; k++) {
    for (let j = 0; j < inner; j++) {
      for (let i = 0; i < axis; i++) yield { reads: (k * axis + i) * inner + j };
      yield { writes: k * inner + j };
    }
  }
}

/** All places of a shape in row-major order. */
export function* places(shape: readonly number[]): Generator<number[]> {
  const count = shape.reduce((product, size) => product * size, 1);
  for (let i = 0; i < count; i++) {
    let rest = i;
    const place = shape.map(() => 0);
    for (let d = shape.length - 1; d >= 0; d--) {
      place[d] = rest % shape[d];
      rest = Math.trunc(rest / shape[d]);
    }
    yield place;
  }
}

function flat(shape: readonly number[], place: readonly number[]): number {
  return place.reduce((index, c, d) => index * shape[d] + c, 0);
}
