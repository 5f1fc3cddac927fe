/** Per operator: which of its inputs and outputs may share memory at all, and why others may not. */

import { ABSENT, elementsOf, type Graph, type Operator } from "../../graph/mod.ts";
import { fail, type Query, Unknown } from "../query.ts";
import { ruleOf } from "../rules.ts";
import { inferOutputs } from "../shapes.ts";
import type { Access } from "./access.ts";

/** An activation that an operator reads, and one that it writes. */
export interface AccessPair {
  /** Tensor id of the input. */
  readonly input: number;
  /** Tensor id of the output. */
  readonly output: number;
  /** How the reference kernel goes about it: one entry for each place where the input stands. */
  readonly accesses: readonly Access[];
  /** Why the two must not share memory; absent where `accesses` says how they may. */
  readonly refusal?: string;
}

/**
 * Every pair of an activation that an operator reads and one that it writes, each once. What does not
 * take memory that could be shared (constants, variables, absent inputs) is left out.
 */
export function accessPairs(
  operator: Operator,
  { tensors }: Pick<Graph, "tensors">,
): AccessPair[] {
  const activations = (ids: readonly number[]) => [
    ...new Set(ids.filter((id) => id !== ABSENT && tensors[id].role === "activation")),
  ];
  const { accesses, refusal } = accessesOf({ operator, tensors });
  return activations(operator.inputs).flatMap((input) =>
    activations(operator.outputs).map((output): AccessPair => {
      const places = operator.inputs.flatMap((id, place) => id === input ? [place] : []);
      const own = places.flatMap((place) =>
        accesses.filter((access) =>
          access.input === place && operator.outputs[access.output] === output
        )
      );
      // An input that stands in several places must be free to share in each of them.
      if (own.length === places.length) return { input, output, accesses: own };
      return { input, output, accesses: [], refusal };
    })
  );
}

/** The accesses that an operator's rule lists, and why what it does not list must not share. */
function accessesOf(query: Query): { accesses: readonly Access[]; refusal: string } {
  const { type } = query.operator;
  const rule = ruleOf(query.operator);
  const refusal = rule?.refusal ??
    (rule?.access
      ? `only what ${type} works on may share memory, not what says how`
      : `the order in which ${type} reads and writes is not known`);
  if (!rule?.access) return { accesses: [], refusal };
  try {
    checkOutputs(query);
    return { accesses: rule.access(query), refusal };
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
    return { accesses: [], refusal: error.message };
  }
}

/** Loops are known only for outputs as large as the operator makes them. */
function checkOutputs({ operator, tensors }: Query): void {
  const inferred = inferOutputs(operator, tensors);
  if ("unknown" in inferred) return;
  operator.outputs.forEach((id, place) => {
    const shape = inferred.shapes[place];
    if (id === ABSENT || !shape || elementsOf(shape) === elementsOf(tensors[id].shape)) return;
    fail(`output ${place} is declared as [${tensors[id].shape}], but comes out as [${shape}]`);
  });
}
