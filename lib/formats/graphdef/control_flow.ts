/** If and While: operators that call functions, which are read with the types that they are given. */

import { ABSENT, type Operator, quoted } from "../../graph/mod.ts";
import { type Resolution, type Resolved, resolveOutputs, UNRANKED } from "../../operators/mod.ts";
import { joinedBranches } from "../branches.ts";
import { FormatError } from "../format_error.ts";
import { checkLimit } from "../limits.ts";
import { PASS_ON } from "./folded.ts";
import { bodyOf, type FunctionBody } from "./functions.ts";
import type { CalledGraph, Given } from "./reading.ts";
import type { NodeDef } from "./schema.ts";
import type { Scope } from "./scope.ts";

/** What is known about the outputs, and the graphs that run. */
export interface ControlResolution extends Resolution {
  readonly calls: readonly CalledGraph[];
  /** Ids of inputs that come out as they are, by the place of the output. */
  readonly same?: ReadonlyMap<number, number>;
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
  const called = (setting: string) =>
    functionOf(scope, String(operator.attributes[setting] ?? ""), place);
  if (/^(Stateless)?If$/.test(type)) {
    const calls = ["then_branch", "else_branch"].map((branch) =>
      readFunction(scope, called(branch), given.slice(1))
    );
    const results = calls.map((call) => call.outputs);
    return { ...joinedBranches(operator.outputs.length, results), calls };
  }
  if (/^(Stateless)?While$/.test(type)) {
    const [condition, body] = ["cond", "body"].map(called);
    const same = new Map(
      handedOn(body).filter((i) => (inputs[i] ?? ABSENT) !== ABSENT).map((i) => [i, inputs[i]]),
    );
    // Numbers change from pass to pass, shapes must not.
    const states = given.map(({ dtype, shape }, i): Given => {
      const isConstant = scope.tensors[same.get(i) ?? ABSENT]?.role === "constant";
      return { dtype, shape, isConstant };
    });
    const calls = [condition, body].map((part) => readFunction(scope, part, states));
    return { ...resolveOutputs(operator, scope.tensors), calls, same };
  }
  return undefined;
}

/** A function that is called. */
interface Called extends FunctionBody {
  readonly name: string;
  readonly where: string;
  /** How many of its nodes are arguments; they come first. */
  readonly count: number;
}

function functionOf({ reading, depth }: Scope, name: string, place: string): Called {
  const { format, functions, limits } = reading;
  const called = functions.get(name);
  if (!called) throw new FormatError(format, place, "the name of a function", quoted(name));
  checkLimit(limits, "depth", depth + 1, format, place);
  const where = `library.function ${quoted(name)}`;
  const body = bodyOf(format, functions, called, where, {
    prefix: "",
    argument: (_, code) => ({ op: "_Arg", input: [], attr: [typeSetting(code)] }),
  });
  return { ...body, name, where, count: called.signature?.input_arg.length ?? 0 };
}

function readFunction({ reading, depth }: Scope, called: Called, given: readonly Given[]) {
  const { name, where, count, nodes, results } = called;
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

/** Nodes that hand a tensor on, one behind the other; TensorFlow writes two or three. */
const LONGEST_CHAIN = 16;

/** The places of arguments that a function returns in the same place: weights that a loop only reads. */
function handedOn({ nodes, results, count }: Called): number[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const source = (text: string): NodeDef | undefined => {
    let node = byName.get(text.replace(/:0$/, ""));
    for (let steps = 0; steps < LONGEST_CHAIN && node && PASS_ON.has(node.op); steps++) {
      node = byName.get(node.input[0]?.replace(/:0$/, "") ?? "");
    }
    return node;
  };
  return [...nodes.slice(0, count).keys()].filter((i) =>
    results[i] !== undefined && source(results[i]) === nodes[i]
  );
}

function typeSetting(type: number) {
  return { key: "dtype", value: { type } };
}
