/** What schedulers are measured on: ten networks, and families that grow to thousands of operators. */

import { load } from "../../lib/formats/mod.ts";
import type { Graph } from "../../lib/graph/mod.ts";
import { type Accounting, accountModel, activationsOnly } from "../../lib/tmm/mod.ts";
import { zoo } from "../../lib/zoo/mod.ts";
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

/** Families of graphs; each makes one of about so many operators. */
export const growing: Readonly<Record<string, (operators: number) => Graph>> = {
  "chain of inception cells": (operators) => inceptionChain(Math.round(operators / 8.25)),
  "NASNet-A cells": (operators) => cellNetwork("nasnet-a", Math.round(operators / 43)),
  "20 parallel branches, longer and longer": (operators) =>
    parallelBranches(20, Math.round(operators / 20), 1),
  "parallel branches of 5, more and more": (operators) =>
    parallelBranches(Math.round(operators / 5), 5, 1),
  "RandWire, 32 nodes a stage, more and more stages": (operators) =>
    randWire(32, Math.max(1, Math.round(operators / 114)), 1),
};

/** RandWire of three stages with more and more nodes in each. */
export function widening(nodes: number): Graph {
  return randWire(nodes, 3, 1);
}
