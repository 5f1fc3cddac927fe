/** Areas of an arena map: where buffers share bytes, where bytes lie idle; and how areas are hatched. */

/** A rectangle over time and addresses, half-open in both. */
export interface Area {
  /** Steps. */
  readonly start: number;
  readonly end: number;
  /** Bytes from the start of the arena. */
  readonly low: number;
  readonly high: number;
}

/** Every area that two buffers have in common. Compares all pairs. */
export function sharedAreas(areas: readonly Area[]): Area[] {
  const common: Area[] = [];
  areas.forEach((a, i) => {
    for (let j = 0; j < i; j++) {
      const b = areas[j];
      const start = Math.max(a.start, b.start);
      const end = Math.min(a.end, b.end);
      const low = Math.max(a.low, b.low);
      const high = Math.min(a.high, b.high);
      if (start < end && low < high) common.push({ start, end, low, high });
    }
  });
  return common;
}

/** An area that nothing uses, below one that is used. */
export interface IdleArea extends Area {
  /** Something of its step lies above the limit: without the idle bytes it would not have to. */
  readonly wasted: boolean;
}

/**
 * The areas below a used one, step by step, that nothing uses; equal neighbours are joined.
 *
 * @param limit Bytes; idle areas are wasted in the steps in which a used area ends above it.
 */
export function idleAreas(areas: readonly Area[], steps: number, limit: number): IdleArea[] {
  const open = new Map<string, IdleArea>();
  const idle: IdleArea[] = [];
  for (let step = 0; step < steps; step++) {
    const live = areas
      .filter(({ start, end }) => start <= step && step < end)
      .sort((a, b) => a.low - b.low);
    const wasted = live.some(({ high }) => high > limit);
    let used = 0;
    for (const { low, high } of live) {
      if (low > used) {
        const key = `${used} ${low} ${wasted}`;
        const before = open.get(key);
        const joined = before?.end === step ? before.start : step;
        if (before && before.end !== step) idle.push(before);
        open.set(key, { start: joined, end: step + 1, low: used, high: low, wasted });
      }
      used = Math.max(used, high);
    }
  }
  return [...idle, ...open.values()];
}

/** The largest part of a box beside, above or below each obstacle in turn: where a label is seen. */
export function freePart(box: Box, obstacles: readonly Box[]): Box {
  let free = box;
  for (const { left, top, right, bottom } of obstacles) {
    if (
      right <= free.left || free.right <= left || bottom <= free.top || free.bottom <= top
    ) continue;
    const parts = [
      { ...free, right: left },
      { ...free, left: right },
      { ...free, bottom: top },
      { ...free, top: bottom },
    ];
    free = parts.reduce((best, part) => sizeOf(part) > sizeOf(best) ? part : best);
  }
  return free;
}

const sizeOf = ({ left, top, right, bottom }: Box) =>
  Math.max(0, right - left) * Math.max(0, bottom - top);

/** A rectangle in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The path of diagonal lines inside boxes: a hatching that needs no pattern, whose id would clash
 * with that of another chart of the same page. Lines run on from box to box.
 *
 * @param spacing Pixels between two lines, along an axis.
 */
export function hatching(boxes: readonly Box[], spacing = 6): string {
  // A line is where x + y is one multiple of the spacing; on it, a piece is a range of x.
  const lines = new Map<number, [from: number, to: number][]>();
  for (const { left, top, right, bottom } of boxes) {
    const last = Math.floor((right + bottom) / spacing);
    for (let line = Math.ceil((left + top) / spacing); line <= last; line++) {
      const sum = line * spacing;
      const [from, to] = [Math.max(left, sum - bottom), Math.min(right, sum - top)];
      if (from >= to) continue;
      const pieces = lines.get(line) ?? [];
      lines.set(line, pieces);
      pieces.push([from, to]);
    }
  }
  let path = "";
  for (const [line, pieces] of lines) {
    const sum = line * spacing;
    let [from, to] = [NaN, NaN];
    const draw = () => from < to ? `M${from},${sum - from}L${to},${sum - to}` : "";
    for (const [nextFrom, nextTo] of pieces.sort((a, b) => a[0] - b[0])) {
      if (nextFrom <= to + 0.01) to = Math.max(to, nextTo);
      else {
        path += draw();
        [from, to] = [nextFrom, nextTo];
      }
    }
    path += draw();
  }
  return path;
}
