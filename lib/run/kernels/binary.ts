/** How operators with two inputs run that treat every pair of elements alike, shapes broadcast. */

import type { Numbers } from "../elements.ts";
import { type Call, expectTypes, inputOf, type Kernel, numbers, type Watch } from "../kernel.ts";

/** One element of the output from one element of each input. */
export type Binary = (a: number, b: number) => number;

/** A binary operator: given a call, what it does to a pair, for each triple of types it knows. */
export type BinaryTypes = Readonly<Record<string, (call: Call) => Binary>>;

/**
 * A kernel that goes through the output from the first element to the last. Types are those of input
 * 0, input 1 and the output.
 */
export function binaryKernel(types: BinaryTypes): Kernel {
  return (call) => {
    const a = inputOf(call, 0);
    const b = inputOf(call, 1);
    const [output] = call.outputs;
    const of = types[expectTypes(call, [a, b, output], Object.keys(types))](call);
    const loops = broadcastLoops(a.tensor.shape, b.tensor.shape, output.tensor.shape);
    const { watch } = call;
    return () => {
      runLoops(loops, loops.length - 1, {
        a: numbers(a),
        b: numbers(b),
        y: numbers(output),
        of,
        watch,
      }, [0, 0, 0]);
    };
  };
}

/** One loop: how often, and how far each operand moves. */
interface Loop {
  readonly count: number;
  readonly a: number;
  readonly b: number;
  readonly y: number;
}

/**
 * Loops over an output and two inputs, the innermost first. A dimension is merged into the one inside
 * it where all three operands go on in the same way. An innermost operand that stands still is read
 * once a loop, which decides when memory that it shares may be overwritten.
 */
function broadcastLoops(
  a: readonly number[],
  b: readonly number[],
  y: readonly number[],
): Loop[] {
  const rank = Math.max(a.length, b.length, y.length);
  const sizeOf = (shape: readonly number[], i: number) => shape[shape.length - 1 - i] ?? 1;
  const loops: Loop[] = [];
  const step = { a: 1, b: 1, y: 1 };
  for (let i = 0; i < rank; i++) {
    const [inA, inB, count] = [sizeOf(a, i), sizeOf(b, i), sizeOf(y, i)];
    if (inA === 0 || inB === 0 || count === 0) return [{ count: 0, a: 0, b: 0, y: 0 }];
    const loop = {
      count,
      a: inA === 1 && count !== 1 ? 0 : step.a,
      b: inB === 1 && count !== 1 ? 0 : step.b,
      y: step.y,
    };
    const inner = loops.at(-1);
    const goesOn = (now: number, dense: number, before: number) =>
      count === 1 || (before === 0 ? now === 0 : now === dense);
    const merges = inner !== undefined && goesOn(loop.a, step.a, inner.a) &&
      goesOn(loop.b, step.b, inner.b) && goesOn(loop.y, step.y, inner.y);
    if (merges) loops[loops.length - 1] = { ...inner, count: inner.count * count };
    else loops.push(loop);
    step.a *= inA;
    step.b *= inB;
    step.y *= count;
  }
  return loops.length > 0 ? loops : [{ count: 1, a: 1, b: 1, y: 1 }];
}

interface Run {
  readonly a: Numbers;
  readonly b: Numbers;
  readonly y: Numbers;
  readonly of: Binary;
  readonly watch?: Watch;
}

function runLoops(
  loops: readonly Loop[],
  depth: number,
  run: Run,
  [a, b, y]: readonly [number, number, number],
): void {
  const loop = loops[depth];
  if (depth > 0) {
    for (let i = 0; i < loop.count; i++) {
      runLoops(loops, depth - 1, run, [a + i * loop.a, b + i * loop.b, y + i * loop.y]);
    }
  } else if (loop.count > 0) {
    innermost(loop, run, a, b, y);
  }
}

function innermost(loop: Loop, { a, b, y, of, watch }: Run, i: number, j: number, k: number): void {
  const onceA = loop.a === 0;
  const onceB = !onceA && loop.b === 0;
  if (onceA) watch?.reads(0, i, 1);
  if (onceB) watch?.reads(1, j, 1);
  const heldA = onceA ? a[i] : 0;
  const heldB = onceB ? b[j] : 0;
  for (const end = k + loop.count; k < end; k++, i += loop.a, j += loop.b) {
    if (!onceA) watch?.reads(0, i, 1);
    if (!onceB) watch?.reads(1, j, 1);
    y[k] = of(onceA ? heldA : a[i], onceB ? heldB : b[j]);
    watch?.writes(0, k, 1);
  }
}
