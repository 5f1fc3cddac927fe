/** Functions of a TensorFlow graph: calls are replaced by their bodies, in names and texts only. */

import { quoted } from "../../graph/mod.ts";
import { FormatError } from "../format_error.ts";
import { checkLimit, type Limits } from "../limits.ts";
import { attrOf } from "./attributes.ts";
import { outputPlace } from "./output_names.ts";
import type { FunctionDef, GraphDef, NodeDef } from "./schema.ts";

/** Functions by name. */
export type Functions = ReadonlyMap<string, FunctionDef>;

/** A node and where it comes from. */
export interface PlacedNode {
  readonly def: NodeDef;
  /** Index in the list of the file, or -1 where a function brought it in. */
  readonly index: number;
  /** Where it stands, for errors. */
  readonly place: string;
}

/** What is known of a file whose calls are replaced. */
export interface Inlining {
  readonly format: string;
  readonly functions: Functions;
  readonly limits: Limits;
  /** Nodes of the file, and what functions bring in, so far. */
  readonly counts: { nodes: number; inlined: number };
}

/** A function as a graph of its own. */
export interface FunctionBody {
  readonly nodes: readonly NodeDef[];
  /** What it returns, as nodes name their inputs. */
  readonly results: readonly string[];
}

/** Types that call a function and do nothing else. */
const CALLS = new Set(["PartitionedCall", "StatefulPartitionedCall", "TPUPartitionedCall"]);

/** Characters of a name that weigh as much as a name: each call goes into all names behind it. */
const LONG_NAME = 256;

/** The functions of a file. */
export function functionsOf({ library }: GraphDef): Functions {
  return new Map((library?.function ?? []).map((each) => [each.signature?.name ?? "", each]));
}

/**
 * The nodes of a list with calls replaced: the nodes of the function stand behind the name of the
 * call, arguments are `Identity`, and an `IdentityN` of the call's name hands the results on.
 *
 * @param outerDepth How many graphs the list is called through.
 * @throws {FormatError} If functions call themselves, or the nodes become too many.
 */
export function withoutCalls(
  { format, functions, limits, counts }: Inlining,
  nodes: readonly NodeDef[],
  place: string,
  outerDepth: number,
): PlacedNode[] {
  const flat: PlacedNode[] = [];
  const add = (def: NodeDef, index: number, where: string, depth: number): void => {
    if (index === -1) counts.inlined += weightOf(def);
    else counts.nodes++;
    checkLimit(limits, "inlined", counts.inlined, format, where);
    checkLimit(limits, "operators", counts.nodes, format, where);
    const called = calledBy(functions, def);
    if (called === undefined) {
      flat.push({ def, index, place: where });
      return;
    }
    checkLimit(limits, "depth", depth + 1, format, where);
    const values = def.input.filter((input) => !input.startsWith("^"));
    const passOn = (i: number) => ({ op: "Identity", input: values.slice(i, i + 1) });
    const { nodes: inner, results } = bodyOf(format, functions, called, where, {
      prefix: `${def.name}/`,
      argument: passOn,
    });
    for (const node of inner) add(node, -1, where, depth + 1);
    const controls = def.input.filter((input) => input.startsWith("^"));
    const result = { name: def.name, op: "IdentityN", input: [...results, ...controls], attr: [] };
    flat.push({ def: result, index: -1, place: where });
  };
  nodes.forEach((def, index) => add(def, index, `${place}[${index}]`, outerDepth));
  return flat;
}

/** What a node that is not in the file counts for: itself, the names that it reads, a long name. */
export function weightOf({ name, input }: NodeDef): number {
  return 1 + input.length + Math.floor(name.length / LONG_NAME);
}

/** How a body is put into its surroundings. */
interface Placing {
  /** What its names begin with. */
  readonly prefix: string;
  /** The node that stands for an argument. */
  readonly argument: (i: number, type: number) => Pick<NodeDef, "op" | "input"> & Partial<NodeDef>;
}

/** The body of a function: first the nodes of its arguments, then its own. */
export function bodyOf(
  format: string,
  functions: Functions,
  { signature, node_def, ret }: FunctionDef,
  place: string,
  { prefix, argument }: Placing,
): FunctionBody {
  const byName = new Map(node_def.map((def) => [def.name, def]));
  const renamed = (text: string): string => {
    if (text.startsWith("^")) return `^${prefix}${text.slice(1)}`;
    const [name, output, index = "0"] = text.split(":");
    const def = byName.get(name);
    if (output === undefined || def === undefined) return `${prefix}${text}`;
    const called = calledBy(functions, def)?.signature?.output_arg.findIndex((arg) =>
      arg.name === output
    );
    const first = called !== undefined && called >= 0 ? called : outputPlace(def.op, output);
    return `${prefix}${name}:${first + Number(index)}`;
  };
  const returned = new Map(ret.map(({ key, value }) => [key, value]));
  const results = (signature?.output_arg ?? []).map(({ name }) => {
    const value = returned.get(name);
    if (value !== undefined) return renamed(value);
    throw new FormatError(format, place, `a function that returns ${quoted(name)}`, "none");
  });
  const args = (signature?.input_arg ?? []).map(({ name, type }, i): NodeDef => ({
    name: `${prefix}${name}`,
    attr: [],
    ...argument(i, type),
  }));
  const nodes = node_def.map(({ name, op, input, attr }) => ({
    name: `${prefix}${name}`,
    op,
    input: input.map(renamed),
    attr,
  }));
  return { nodes: [...args, ...nodes], results };
}

/** The function that a node calls, if it calls one and does nothing else. */
function calledBy(functions: Functions, def: NodeDef): FunctionDef | undefined {
  if (!CALLS.has(def.op)) return functions.get(def.op);
  return functions.get(attrOf(def, "f")?.func?.name ?? "");
}
