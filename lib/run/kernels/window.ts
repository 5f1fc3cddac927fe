/** Geometry of a window that slides over height and width: convolutions and pools. */

import { type Call, numberOf, type Operand, textOf, UnsupportedError } from "../kernel.ts";

/** All that the loops of a sliding window need. Shapes are batch, height, width, channels. */
export interface Window {
  readonly batches: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inDepth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outDepth: number;
  readonly height: number;
  readonly width: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly dilationY: number;
  readonly dilationX: number;
  /** Rows above and columns left of the input that the first window covers. */
  readonly padY: number;
  readonly padX: number;
}

/** The window of an operator, given the height and width of its filter. */
export function windowOf(
  call: Call,
  input: Operand,
  output: Operand,
  [height, width]: readonly [number, number],
): Window {
  const [batches, inHeight, inWidth, inDepth] = imageShape(call, input);
  const [, outHeight, outWidth, outDepth] = imageShape(call, output);
  const { attributes } = call.operator;
  const strideY = numberOf(call, "stride_h");
  const strideX = numberOf(call, "stride_w");
  const dilationY = Number(attributes.dilation_h_factor ?? 1);
  const dilationX = Number(attributes.dilation_w_factor ?? 1);
  const padding = textOf(call, "padding");
  return {
    batches,
    inHeight,
    inWidth,
    inDepth,
    outHeight,
    outWidth,
    outDepth,
    height,
    width,
    strideY,
    strideX,
    dilationY,
    dilationX,
    padY: padBefore(padding, inHeight, (height - 1) * dilationY + 1, strideY),
    padX: padBefore(padding, inWidth, (width - 1) * dilationX + 1, strideX),
  };
}

/** Four dimensions of an operand. */
export function imageShape(call: Call, { tensor }: Operand): readonly number[] {
  if (tensor.shape.length === 4) return tensor.shape;
  const reason = `4 dimensions wanted, [${tensor.shape}] came`;
  throw new UnsupportedError(call.operator.type, reason);
}

/** Padding before the first element: half of what `SAME` adds, rounded down; nothing for `VALID`. */
export function padBefore(padding: string, size: number, window: number, stride: number): number {
  if (padding !== "SAME") return 0;
  const steps = Math.ceil(size / stride);
  return Math.max(0, Math.floor(((steps - 1) * stride + window - size) / 2));
}

/**
 * The first tap of a window that lies inside, and the first after it that no longer does: taps are
 * at `origin + dilation * tap`.
 */
function firstTap(origin: number, dilation: number): number {
  return origin >= 0 ? 0 : Math.ceil(-origin / dilation) | 0;
}

/** See {@linkcode firstTap}. */
function endTap(origin: number, dilation: number, taps: number, size: number): number {
  return Math.max(0, Math.min(taps, Math.ceil((size - origin) / dilation) | 0));
}

/** The taps of a window that lie inside the input, rows and columns half-open. */
export interface Taps {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/**
 * Calls `visit` for every output position in linear order: with the batch, the input row and column
 * of the window's first tap, the taps that lie inside (one object, written anew each time), and the
 * index of the position's first output element.
 */
export function eachPosition(
  window: Window,
  visit: (batch: number, originY: number, originX: number, taps: Taps, out: number) => void,
): void {
  const { batches, inHeight, inWidth, outHeight, outWidth, outDepth } = window;
  const { height, width, strideY, strideX, dilationY, dilationX, padY, padX } = window;
  const taps: Taps = { top: 0, bottom: 0, left: 0, right: 0 };
  let out = 0;
  for (let batch = 0; batch < batches; batch++) {
    for (let outY = 0; outY < outHeight; outY++) {
      const originY = outY * strideY - padY;
      taps.top = firstTap(originY, dilationY);
      taps.bottom = endTap(originY, dilationY, height, inHeight);
      for (let outX = 0; outX < outWidth; outX++, out += outDepth) {
        const originX = outX * strideX - padX;
        taps.left = firstTap(originX, dilationX);
        taps.right = endTap(originX, dilationX, width, inWidth);
        visit(batch, originY, originX, taps, out);
      }
    }
  }
}
