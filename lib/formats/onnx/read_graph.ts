/** Graphs of an .onnx file: names become tensors, nodes become operators, types are carried along. */

import { compacted, elementsOf, GraphError, quoted } from "../../graph/mod.ts";
import { type Resolved, UNRANKED } from "../../operators/mod.ts";
import { FormatError } from "../format_error.ts";
import { type Declared, readDeclared } from "./declared.ts";
import { finished } from "./finished.ts";
import { readNode } from "./read_node.ts";
import { readSparse, readTensor } from "./read_tensor.ts";
import { addTensor, draftTensor, idOf, newScope, type Reading, resolvedAs } from "./scope.ts";
import type { CalledGraph, Caller } from "./scope.ts";
import { type GraphProto, NAME, type ValueInfoProto } from "./schema.ts";

/** What a graph is once it is read. */
export interface ReadGraph extends CalledGraph {
  /** Per operator: the index of its node, or -1 where it comes from a function. */
  readonly nodes: readonly number[];
  /** Per input that the caller writes: what is declared about it. */
  readonly inputs: readonly { readonly name: string; readonly declared: Declared }[];
}

/**
 * Reads a graph and, before it, those that it calls.
 *
 * @param place Where the graph stands in the file.
 * @throws {FormatError} If the graph is not valid.
 */
export function readGraph(
  reading: Reading,
  proto: GraphProto,
  place: string,
  caller?: Caller,
): ReadGraph {
  const index = reading.graphs.push(undefined) - 1;
  const declared = declaredTypes(reading, proto, place, caller === undefined);
  const prefix = index === 0 ? "" : `graph ${index}, `;
  const outer = caller?.outer;
  const depth = outer ? outer.depth + 1 : 0;
  const scope = newScope({ depth, prefix, declared, outer });
  proto.initializer.forEach((tensor, i) => {
    const where = `${place}.initializer[${i}]`;
    addTensor(scope, readTensor(tensor, tensor.name, where), tensor.name, where);
  });
  proto.sparse_initializer.forEach((sparse, i) => {
    const name = sparse.values?.name ?? "";
    const where = `${place}.sparse_initializer[${i}]`;
    addTensor(scope, readSparse(sparse, name, where), name, where);
  });
  // Up to IR version 3, all initialisers are inputs too.
  const inputs = proto.input.filter(({ name }) => !scope.ids.has(name));
  const inputIds = inputs.map(({ name }, i) => {
    const where = `${place}.input[${i}]`;
    const type = caller ? givenType(caller.inputs[i], declared.get(name)!) : {
      ...declared.get(name)!,
      values: valuesFor(reading, name, declared.get(name)!),
    };
    return addTensor(scope, draftTensor(name, type, "activation", where), name, where);
  });
  proto.node.forEach((node, n) => readNode(reading, scope, node, n, `${place}.node[${n}]`));
  const outputIds = proto.output.map(({ name }, i) =>
    idOf(scope, name) ?? unnamed(`${place}.output[${i}]`, name)
  );
  const outputs = outputIds.map((id) => resolvedAs(scope.tensors[id]));
  const tensors = scope.tensors.map((tensor, id) => finished(reading, scope, tensor, id));
  try {
    const { operators } = scope;
    reading.graphs[index] = compacted({
      name: proto.name,
      tensors,
      operators,
      inputs: inputIds,
      outputs: outputIds,
    });
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new FormatError(NAME, `${place}, ${error.place}`, error.expected, error.found);
  }
  return {
    index,
    outputs,
    captured: scope.captured,
    nodes: scope.nodes,
    inputs: inputs.map(({ name }) => ({ name, declared: declared.get(name)! })),
  };
}

/** What the file declares, by name; shapes of inputs always count, others where they are trusted. */
function declaredTypes(
  { sizes, trustsDeclared }: Reading,
  proto: GraphProto,
  place: string,
  isMain: boolean,
): Map<string, Declared> {
  const types = new Map<string, Declared>();
  const add = (list: readonly ValueInfoProto[], field: string, trusted: boolean) =>
    list.forEach((info, i) => {
      const type = readDeclared(info, sizes, `${place}.${field}[${i}]`);
      types.set(info.name, trusted ? type : { ...type, shape: UNRANKED, names: [] });
    });
  add(proto.value_info, "value_info", trustsDeclared);
  add(proto.output, "output", trustsDeclared);
  add(proto.input, "input", trustsDeclared || isMain);
  return types;
}

/** What the caller gives; what the graph declares where the caller knows nothing. */
function givenType(given: Resolved | undefined, declared: Declared): Resolved {
  if (!given || given.shape === UNRANKED) return declared;
  return { ...given, dtype: given.dtype ?? declared.dtype };
}

/** Numbers that an input of the main graph always has. @throws {RangeError} If they do not fill it. */
function valuesFor(
  { inputValues }: Reading,
  name: string,
  { shape }: Declared,
): readonly number[] | undefined {
  if (!Object.hasOwn(inputValues, name)) return undefined;
  const values = inputValues[name];
  if (values.length === elementsOf(shape)) return values;
  throw new RangeError(
    `Cannot set the numbers of "${name}": as many as shape [${shape}] holds, not ${values.length}`,
  );
}

function unnamed(place: string, name: string): never {
  throw new FormatError(NAME, place, "a value that the graph defines", quoted(name));
}
