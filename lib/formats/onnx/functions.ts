/** Functions that an .onnx file defines: their nodes take the place of the node that calls them. */

import { quoted } from "../../graph/mod.ts";
import { FormatError } from "../format_error.ts";
import { checkLimit } from "../limits.ts";
import { idOf, type Reading, type Scope } from "./scope.ts";
import { type AttributeProto, type FunctionProto, NAME, type NodeProto } from "./schema.ts";

/** Functions by the type of the nodes that call them. */
export function functionsByType(functions: readonly FunctionProto[]): Map<string, FunctionProto> {
  return new Map(functions.map((definition) => {
    const { name, domain, overload } = definition;
    const type = domain === "" ? name : `${domain}.${name}`;
    return [overload ? `${type}:${overload}` : type, definition];
  }));
}

/**
 * Reads the nodes of a function in the place of a node. Inside, the function's own names count; the
 * tensors and operators join those of the calling graph.
 *
 * @throws {FormatError} If the function calls itself, or its nodes are not valid.
 */
export function inlineFunction(
  reading: Reading,
  scope: Scope,
  caller: NodeProto,
  definition: FunctionProto,
  place: string,
  readNode: (
    reading: Reading,
    scope: Scope,
    node: NodeProto,
    index: number,
    place: string,
  ) => void,
): void {
  checkLimit(reading.limits, "depth", scope.depth + 1, NAME, place);
  const formals = new Set(definition.input);
  const inside: Scope = {
    ...scope,
    depth: scope.depth + 1,
    ids: new Map(),
    declared: new Map(),
    outer: undefined,
  };
  definition.input.forEach((formal, i) => {
    const actual = caller.input[i] ?? "";
    if (actual === "") return;
    const id = idOf(scope, actual);
    if (id === undefined) undefinedValue(`${place}.input[${i}]`, actual);
    else inside.ids.set(formal, id);
  });
  const given = new Map(definition.attribute_proto.map((value) => [value.name, value]));
  for (const value of caller.attribute) given.set(value.name, value);
  definition.node.forEach((node, n) => {
    const where = `${place}, function ${quoted(definition.name)}.node[${n}]`;
    // An optional input of the function that its caller leaves out is left out inside, too.
    const input = node.input.map((name) => formals.has(name) && !inside.ids.has(name) ? "" : name);
    const attribute = node.attribute.flatMap((value) => withGiven(value, given));
    const changes = { input, attribute };
    readNode(reading, inside, Object.assign(copy(node), changes), -1, where);
  });
  caller.output.forEach((name, i) => {
    if (name === "") return;
    const id = inside.ids.get(definition.output[i] ?? "");
    if (id === undefined) undefinedValue(`${place}.output[${i}]`, definition.output[i] ?? "");
    else if (scope.ids.has(name)) {
      throw new FormatError(NAME, place, "a name that no other value has", quoted(name));
    } else scope.ids.set(name, id);
  });
}

/** A setting that refers to one of the function's becomes what the caller gave for it, or nothing. */
function withGiven(
  value: AttributeProto,
  given: ReadonlyMap<string, AttributeProto>,
): AttributeProto[] {
  if (value.ref_attr_name === "") return [value];
  const actual = given.get(value.ref_attr_name);
  return actual ? [Object.assign(copy(actual), { name: value.name })] : [];
}

/** A message of its own: what is absent in it still has the defaults of the schema. */
function copy<T extends object>(message: T): T {
  return Object.assign(Object.create(Object.getPrototypeOf(message)), message);
}

function undefinedValue(place: string, name: string): void {
  throw new FormatError(NAME, place, "a value that is defined before", quoted(name));
}
