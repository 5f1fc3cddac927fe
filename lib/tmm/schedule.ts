/** A schedule: an order in which the operators of a graph run. */

import { type Graph, linksOf } from "../graph/mod.ts";

/** Operator ids in the order in which they run; the position of an id is its step. */
export type Schedule = readonly number[];

/** The order of the file itself, which is valid by the promise of every graph. */
export function givenOrder(graph: Graph): Schedule {
  return graph.operators.map((_, o) => o);
}

/**
 * Checks that a schedule runs every operator once and each after all that it waits for (producers,
 * variables, resources).
 *
 * @returns What is wrong, as a sentence, or `undefined` for a valid schedule.
 */
export function scheduleFault(graph: Graph, schedule: Schedule): string | undefined {
  const count = graph.operators.length;
  if (schedule.length !== count) {
    return `the schedule has ${schedule.length} operators, the graph has ${count}`;
  }
  const stepOf = new Array<number>(count).fill(-1);
  for (const [step, o] of schedule.entries()) {
    if (!Number.isInteger(o) || o < 0 || o >= count) return `step ${step} names no operator: ${o}`;
    if (stepOf[o] >= 0) return `operator ${o} runs twice, in steps ${stepOf[o]} and ${step}`;
    stepOf[o] = step;
  }
  for (const [o, waitsFor] of linksOf(graph).predecessors.entries()) {
    for (const before of waitsFor) {
      if (stepOf[before] > stepOf[o]) return `operator ${o} runs before operator ${before}`;
    }
  }
  return undefined;
}
