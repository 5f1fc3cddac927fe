/** What schedulers are measured on: a peer's graphs, ten networks, and families that grow. */

import { load } from "../../lib/formats/mod.ts";
import { type Graph, sketchGraph } from "../../lib/graph/mod.ts";
import { sharingUnder } from "../../lib/reuse/mod.ts";
import { type Accounting, accountModel, activationsOnly } from "../../lib/tmm/mod.ts";
import { zoo } from "../../lib/zoo/mod.ts";
import { corpusFiles, corpusText } from "../corpus.ts";
import { cellNetwork, inceptionChain, parallelBranches, randWire } from "../order/families.ts";

/** Networks of the zoo by id. */
const IDS = [
  "C",
  "E",
  "F",
  "I",
  "nasnet-a-cifar",
  "nasnet-a-imagenet",
  "amoebanet-a-cifar",
  "pnasnet-cifar",
  "darts-cifar",
  "randwire-cifar",
];

/** Ten networks of the zoo, int8, nothing shared. */
export function networks(): { name: string; accounting: Accounting }[] {
  return IDS.map((id) => {
    const network = zoo.find((one) => one.id === id);
    if (network === undefined) throw new RangeError(`Cannot find the network ${id} in the zoo`);
    const model = load(network.build({ dtype: "int8", weights: "none" }));
    return { name: network.name, accounting: accountModel(model, activationsOnly) };
  });
}

/** A graph with what a peer needs to order it. */
export interface PeerGraph {
  readonly name: string;
  readonly accounting: Accounting;
  /** Seconds of HMCOS, as the notes of the corpus give them. */
  readonly peerSeconds?: number;
}

const HMCOS_SECONDS: Readonly<Record<string, number>> = {
  "randwire-ws32-cifar-s0": 36,
  "randwire-ws32-imagenet-s0": 63,
};

/** The randomly wired graphs of the corpus, nothing shared and in place; none where it is absent. */
export function peerGraphs(): PeerGraph[] {
  const inPlace = { ...activationsOnly, name: "in place", sharingOf: sharingUnder("portable") };
  return corpusFiles("graphs", ".json").flatMap((file) => {
    const name = file.replace(/^.*[\\/]|\.json$/g, "");
    const model = load(new TextEncoder().encode(corpusText(file)));
    return [{ ...activationsOnly, name: "none" }, inPlace].map((memory) => ({
      name,
      accounting: accountModel(model, memory),
      peerSeconds: HMCOS_SECONDS[name],
    }));
  });
}

function chain(operators: number): Graph {
  const names = Array.from({ length: operators + 1 }, (_, i) => `t${i}`);
  return sketchGraph({
    tensors: Object.fromEntries(names.map((name, i) => [name, 10 + (i * 7919) % 97])),
    operators: names.slice(1).map((name, i) => ({ inputs: [names[i]], outputs: [name] })),
    inputs: [names[0]],
    outputs: [names[operators]],
  });
}

/** Families of graphs; each makes one of about so many operators. */
export const growing: Readonly<Record<string, (operators: number) => Graph>> = {
  "chain": chain,
  "chain of inception cells": (operators) => inceptionChain(Math.round(operators / 8.25)),
  "NASNet-A cells": (operators) => cellNetwork("nasnet-a", Math.round(operators / 43)),
  "20 branches, longer and longer": (operators) =>
    parallelBranches(20, Math.round(operators / 20), 1),
  "branches of 5, more and more": (operators) => parallelBranches(Math.round(operators / 5), 5, 1),
  "RandWire stages of 32 nodes": (operators) =>
    randWire(32, Math.max(1, Math.round(operators / 114)), 1),
};

/** Families of graphs by the nodes of a stage: width is what costs. */
export const widening: Readonly<Record<string, (nodes: number) => Graph>> = {
  "RandWire, 3 stages, more and more nodes": (nodes) => randWire(nodes, 3, 1),
};
