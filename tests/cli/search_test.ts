import assert from "node:assert/strict";
import type { Io } from "../../lib/cli/mod.ts";
import { planning, searching } from "../../lib/cli/search.ts";
import { load, type Model, place, zoo } from "../../mod.ts";
import { hardGraph } from "./hard_graph.ts";

/** A platform where Ctrl+C comes at a look of the search, counted from 1. */
function interruptedAt(look: number): Io {
  let looks = 0;
  const io: Partial<Io> = {
    interruptible: (work) => Promise.resolve(work(() => ++looks >= look)),
    progress: () => {},
    now: () => 0,
  };
  return io as Io;
}

const never = interruptedAt(Infinity);

const mobilenet = (): Model =>
  load(
    zoo.find(({ id }) => id === "A")!.build({ weights: "none", inputSize: 96, width: 0.25 }),
  );

Deno.test("an order that Ctrl+C ends is the best so far, with an honest gap", async () => {
  const model = load(hardGraph(16));
  const whole = await planning(never, model, {});
  const cut = await planning(interruptedAt(3), model, {});
  assert.ok(whole.plan.optimal.schedule && !cut.plan.optimal.schedule);
  assert.ok(cut.plan.bound <= whole.plan.peak && whole.plan.peak <= cut.plan.peak);
});

Deno.test("a placement that Ctrl+C ends says that it is not proven, and why", async () => {
  const buffers = Array.from({ length: 60 }, (_, i) => {
    const start = (i * 31) % 50;
    return { bytes: 100 + (i * 7919) % 397, start, end: start + 5 + (i * 17) % 11 };
  });
  const io = interruptedAt(2);
  const placed = await searching(io, "placing", (limit) => place({ buffers }, limit));
  assert.deepEqual([placed.optimal, placed.reason], [false, "the deadline has passed"]);
});

Deno.test("a search for bands that Ctrl+C ends has the best of the rewrites so far", async () => {
  const planned = async (io: Io) => {
    const { partial, result } = await planning(io, mobilenet(), {
      partial: { budget: 1, steps: 500, plans: 20, placements: 10 },
    });
    return { count: partial!.found.length, used: result.tflm!.used };
  };
  const whole = await planned(never);
  const cut = await planned(interruptedAt(40));
  assert.ok(cut.count < whole.count && cut.used >= whole.used, JSON.stringify({ cut, whole }));
});
