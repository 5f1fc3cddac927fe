/** Lines of `lib`, each with a mistake that is easy to make there, and the tests that have to notice. */

/** One mistake. */
export interface Mutation {
  /** The file below `lib`. */
  readonly file: string;
  /** What stands there once. */
  readonly right: string;
  /** What is put in its place. */
  readonly wrong: string;
  /** A test file, or a folder of them, below `tests`. */
  readonly tests: string;
}

const list: readonly (readonly [file: string, right: string, wrong: string, tests: string])[] = [
  ["tmm/live_range.ts", "end[id] = step + 1;", "end[id] = step;", "tmm"],
  ["tmm/accounting.ts", "Math.min(bytes[input], (", "Math.max(0, (", "tmm"],
  ["tmm/accounting.ts", "Math.min(bytes[output], (", "Math.max(0, (", "tmm"],
  ["tmm/live_set.ts", " && !this.#accounting.toEnd[tensor]", "", "tmm"],
  ["order/bound.ts", "!toEnd[id] && !readers", "!readers", "order/bound_test.ts"],
  ["order/loads.ts", "!inputs.includes(id) && ", "", "order/loads_test.ts"],
  ["order/cheapest_branch.ts", "loads < best", "loads > best", "order/cheapest_branch_test.ts"],
  ["order/search/twins.ts", " && toEnd[id] === toEnd[twin]", "", "order/search"],
  ["order/search/lazy.ts", "own.some(", "own.every(", "order/bound_test.ts"],
  ["order/search/cursor.ts", "cost.change > 0 || ", "", "order/bound_test.ts"],
  ["order/search/limits.ts", "limit + 1, tried", "limit + 2, tried", "order/exact_test.ts"],
  ["order/polish/track.ts", "unreadBytes(accounting) > 0 ? 1 : 0", "0", "order/polish"],
  ["arena/verify.ts", "if (from >= to) return;", "if (from > to) return;", "arena/verify_test.ts"],
  ["arena/verify.ts", "found >= distance", "found > distance", "arena/verify_test.ts"],
  ["arena/bound.ts", "Math.min(savedOver, savedUnder)", "savedUnder", "arena/bound_test.ts"],
  ["arena/greedy_by_size.ts", "|| b - a)", "|| a - b)", "arena/greedy_by_size_test.ts"],
  ["arena/greedy_by_size.ts", "candidate >= bytes", "candidate > bytes", "arena"],
  ["arena/_sections.ts", " - granule + 1;", " - granule;", "arena/sections_test.ts"],
  ["arena/_sections.ts", " - granule + 1;", ";", "arena/sections_test.ts"],
  ["reuse/portable.ts", "place * bytes % ALIGNMENT === 0", "place >= 0", "reuse/reuse_test.ts"],
  ["reuse/portable.ts", "shapes.size > 1", "shapes.size > 2", "reuse"],
  ["reuse/cmsis_nn.ts", "CHANNEL_BLOCK = 124", "CHANNEL_BLOCK = 128", "reuse/reuse_test.ts"],
  [
    "reuse/verdict.ts",
    "if (only >= least) return",
    "if (only >= 0) return",
    "reuse/verdict_test.ts",
  ],
  ["rewrite/reorder.ts", "stepOf[after]]", "after]", "rewrite/reorder_test.ts"],
  ["rewrite/tables.ts", "if (offset > 1n)", "if (offset > 0n)", "rewrite/offline_plan_test.ts"],
  ["rewrite/band_rows.ts", "- before + reach;", "- before + reach - 1;", "rewrite/band_test.ts"],
  ["rewrite/band_resize.ts", "? Math.ceil(", "? Math.floor(", "rewrite/band_resize_test.ts"],
  ["rewrite/choose_runs.ts", "option.peak > peak", "option.peak >= peak", "rewrite"],
  ["rewrite/drop_dead_tensors.ts", ", ...ids]) used", "]) used", "rewrite/encode_draft_test.ts"],
  ["tflm/lifetimes.ts", "if (scratch.first < 0) scratch", "scratch", "tflm/lifetimes_test.ts"],
  ["tflm/minimum.ts", "(twice ? after : before)", "before", "tflm/arena_test.ts"],
  ["tflm/offline_plan.ts", "metadata.findLast", "metadata.find", "tflm/offline_plan_test.ts"],
  ["tflm/value_flow.ts", " && run.first - run.at === first - at", "", "tflm/value_flow_test.ts"],
  ["run/arithmetic.ts", "(mask >> 1) + (x < 0 ? 1 : 0)", "mask >> 1", "run/arithmetic_test.ts"],
  ["run/pixel_resizing.ts", "[y.first, y.second]", "[0, 0]", "rewrite/band_resize_test.ts"],
  ["run/taint.ts", "Math.abs(distance) >= size", "Math.abs(distance) > size", "run"],
  ["run/verify.ts", "structure.ok && plan.ok", "structure.ok", "run/verify_test.ts"],
  ["plan.ts", " || toEnd[input]) return", ") return", "plan_test.ts"],
  ["plan.ts", "if (next.arena < plan.arena) plan", "plan", "plan_test.ts"],
];

/** The mutations of the hand check. */
export const mutations: readonly Mutation[] = list.map(([file, right, wrong, tests]) => ({
  file,
  right,
  wrong,
  tests,
}));
