/** If and While: operators that call functions, which are read with the types that they are given. */

import { ABSENT, type Operator, quoted } from "../../graph/mod.ts";
import { type Resolution, type Resolved, resolveOutputs, UNRANKED } from "../../operators/mod.ts";
import { joinedBranches } from "../branches.ts";
import { FormatError } from "../format_error.ts";
import { checkLimit } from "../limits.ts";
import { bodyOf } from "./functions.ts";
import type { CalledGraph } from "./reading.ts";
import type { Scope } from "./scope.ts";

/** What is known about the outputs, and the graphs that run. */
export interface ControlResolution extends Resolution {
  readonly calls: readonly CalledGraph[];
}

/** `undefined` for operators that call no function. @throws {FormatError} If a function is missing. */
export function resolveControlFlow(
  operator: Operator,
  scope: Scope,
  place: string,
): ControlResolution | undefined {
  const { type, inputs } = operator;
  const given = inputs.map((id): Resolved =>
    id === ABSENT ? { shape: UNRANKED } : scope.tensors[id]
  );
  const read = (setting: string, values: readonly Resolved[]) =>
    readFunction(scope, String(operator.attributes[setting] ?? ""), values, place);
  if (/^(Stateless)?If$/.test(type)) {
    const calls = ["then_branch", "else_branch"].map((branch) => read(branch, given.slice(1)));
    const results = calls.map((call) => call.outputs);
    return { ...joinedBranches(operator.outputs.length, results), calls };
  }
  if (/^(Stateless)?While$/.test(type)) {
    // Numbers change from pass to pass, shapes must not.
    const states = given.map(({ dtype, shape }) => ({ dtype, shape }));
    const calls = ["cond", "body"].map((part) => read(part, states));
    return { ...resolveOutputs(operator, scope.tensors), calls };
  }
  return undefined;
}

function readFunction(
  { reading, depth }: Scope,
  name: string,
  given: readonly Resolved[],
  place: string,
): CalledGraph {
  const { format, functions, limits } = reading;
  const called = functions.get(name);
  if (!called) throw new FormatError(format, place, "the name of a function", quoted(name));
  checkLimit(limits, "depth", depth + 1, format, place);
  const where = `library.function ${quoted(name)}`;
  const { nodes, results } = bodyOf(format, functions, called, where, {
    prefix: "",
    argument: (_, code) => ({ op: "_Arg", input: [], attr: [typeSetting(code)] }),
  });
  const count = called.signature?.input_arg.length ?? 0;
  return reading.readGraph({
    name,
    place: where,
    depth: depth + 1,
    nodes,
    inputs: nodes.slice(0, count).map(({ name }) => name),
    given,
    outputs: results,
  });
}

function typeSetting(type: number) {
  return { key: "dtype", value: { type } };
}
