/** Placement instances for benchmarks, with what a peer needs for them. */

import { parseMinimalloc, type PlacementProblem } from "../../lib/arena/mod.ts";
import { exact } from "../../lib/order/mod.ts";
import { placementProblem } from "../../lib/plan.ts";
import { accountFor, activationsOnly } from "../../lib/tmm/mod.ts";
import { cellNetwork } from "../order/families.ts";
import { generator } from "../random_graph.ts";
import { corpusFiles, corpusText } from "../corpus.ts";

/** MiniMalloc's own benchmark, "challenging"; the capacity is 1,048,576 bytes for all. */
export interface PeerInstance {
  readonly name: string;
  readonly problem: PlacementProblem;
  /** What google/minimalloc (C++) needs with the capacity given, on the two cores of the notes. */
  readonly peerSeconds: number;
  /** What it makes of the minimum within 30 s, where that was measured. */
  readonly peerLeast?: string;
}

/** The capacity of the instances. */
export const CAPACITY = 1_048_576;

const PEER_SECONDS: Readonly<Record<string, number>> = {
  A: 3.98,
  B: 2.97,
  C: 0.52,
  D: 2.12,
  E: 2.84,
  F: 4.00,
  G: 0.85,
  H: 1.39,
  I: 2.94,
  J: 0.70,
  K: 0.45,
};

const PEER_LEAST: Readonly<Record<string, string>> = {
  C: "1,039,360",
  D: "none below 1,048,576",
  E: "none below 1,048,576",
  J: "none below 1,048,576",
};

/** The eleven instances, none where they are not at hand. */
export function peerInstances(): PeerInstance[] {
  return Object.entries(PEER_SECONDS).flatMap(([name, peerSeconds]) =>
    corpusFiles("minimalloc", `${name}.${CAPACITY}.csv`).map((file) => ({
      name,
      problem: parseMinimalloc(corpusText(file)).problem,
      peerSeconds,
      peerLeast: PEER_LEAST[name],
    }))
  );
}

/** Buffers of a long network: most live shortly, a few for long; sizes of three orders of magnitude. */
export function growingProblem(count: number): PlacementProblem {
  const random = generator(count);
  const buffers = Array.from({ length: count }, (_, i) => {
    const start = i + Math.floor(random() * 3);
    const end = start + 1 + Math.floor(random() ** 2 * 80);
    return { bytes: 16 * (1 + Math.floor(random() ** 3 * 5000)), start, end, alignment: 16 };
  });
  return { buffers };
}

/** The first buffers of NASNet-A cells, int8, nothing shared, in the cheapest order. */
function cellProblem(count: number): PlacementProblem {
  const accounting = accountFor(cellNetwork("nasnet-a", Math.ceil(count / 42)), activationsOnly);
  const { problem } = placementProblem(accounting, exact(accounting).schedule);
  return { buffers: problem.buffers.slice(0, count) };
}

/** Families of problems; each makes one of so many buffers. */
export const families: Readonly<Record<string, (count: number) => PlacementProblem>> = {
  "random, 40 live at once": growingProblem,
  "NASNet-A cells": cellProblem,
};
