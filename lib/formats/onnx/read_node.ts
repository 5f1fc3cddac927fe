/** One node of an .onnx file: an operator, a constant, or a function that is put in its place. */

import { ABSENT, type Operator, quoted } from "../../graph/mod.ts";
import { type Resolution, resolveOutputs, ruleOf, UNRANKED } from "../../operators/mod.ts";
import { FormatError } from "../format_error.ts";
import { checkLimit } from "../limits.ts";
import { remark } from "../remarks.ts";
import { kindOf, readSettings, tensorOfAttribute } from "./attributes.ts";
import { type ControlResolution, resolveControlFlow } from "./control_flow.ts";
import { merged } from "./declared.ts";
import { inlineFunction } from "./functions.ts";
import { trackOffset, withSliceLength } from "./offsets.ts";
import { readSparse, readTensor } from "./read_tensor.ts";
import { addTensor, draftTensor, idOf, type Reading, type Scope } from "./scope.ts";
import { NAME, type NodeProto } from "./schema.ts";
import { resolveSequence, type SequenceResolution } from "./sequences.ts";

/** Types that a format before this one has too: they keep ONNX's domain in their name. */
const SHARED_TYPES = new Set(["LSTM", "RNN"]);

/** Not constant, although all their inputs are. */
const RANDOM = /^(Random|Bernoulli|Multinomial|Dropout)/;

/**
 * Reads a node into a scope.
 *
 * - `Constant` becomes a constant tensor, and so do the outputs of an operator of which all inputs
 *   are constants: runtimes and converters compute those once, before the first inference.
 * - A function of the file is replaced by its nodes.
 *
 * @param index The node's index in its graph, or -1 inside a function.
 * @throws {FormatError} If the node is not valid.
 */
export function readNode(
  reading: Reading,
  scope: Scope,
  node: NodeProto,
  index: number,
  place: string,
): void {
  countNode(reading, node, index, place);
  const type = typeOf(node);
  const called = reading.functions.get(type);
  if (called) return inlineFunction(reading, scope, node, called, place, readNode);
  if (type === "Constant") return readConstant(scope, node, place);

  const { attributes, graphs } = readSettings(node.attribute, place);
  const inputs = node.input.map((name, i) => {
    if (name === "") return ABSENT;
    const where = `${place}.input[${i}]`;
    return idOf(scope, name) ?? fail(where, "a value that is defined before", quoted(name));
  });
  const operator: Operator = {
    type,
    name: node.name || (node.output[0] ?? ""),
    attributes,
    inputs,
    outputs: node.output.map(() => ABSENT),
  };
  const resolution: Resolution & Partial<ControlResolution & SequenceResolution> =
    resolveControlFlow(operator, graphs, scope, reading, place) ??
      resolveSequence(operator, scope) ??
      withSliceLength(scope, operator, resolveOutputs(operator, scope.tensors));
  const isConstant = inputs.length > 0 && isFolded(operator, resolution, scope);
  countTensors(reading, node.output.length, place);
  const outputs = node.output.map((name, i) => {
    if (name === "") return ABSENT;
    const where = `${place}.output[${i}]`;
    const type = merged(resolution.outputs[i] ?? { shape: UNRANKED }, scope.declared.get(name));
    const role = isConstant ? "constant" : "activation";
    return addTensor(scope, draftTensor(name, type, role, where), name, where);
  });
  trackOffset(scope, operator, outputs);
  if (resolution.elements) {
    countTensors(reading, resolution.elements.length, place);
    scope.sequences.set(outputs[0], resolution.elements);
  }
  if (isConstant) {
    reading.counts.folded++;
    return;
  }
  const calls = resolution.calls ?? [];
  const captured = new Set(calls.flatMap((call) => call.captured));
  for (const id of inputs) captured.delete(id);
  const position = scope.operators.push({
    ...operator,
    inputs: [...inputs, ...captured],
    outputs,
    ...(calls.length > 0 ? { calls: calls.map((call) => call.index) } : {}),
  });
  scope.nodes.push(index);
  const where = `${scope.prefix}operators[${position - 1}] (${type} ${quoted(operator.name)})`;
  remark(reading, scope.tensors, { inputs, outputs }, resolution, where);
}

/** @throws {FormatError} If the nodes of the file, or those of functions, are beyond a limit. */
function countNode(
  { counts, limits }: Reading,
  { input, output }: NodeProto,
  index: number,
  place: string,
): void {
  if (index === -1) counts.inlined += 1 + input.length + output.length;
  else counts.nodes++;
  checkLimit(limits, "inlined", counts.inlined, NAME, place);
  checkLimit(limits, "operators", counts.nodes, NAME, place);
}

function countTensors({ counts, limits }: Reading, count: number, place: string): void {
  counts.tensors += count;
  checkLimit(limits, "tensors", counts.tensors, NAME, place);
}

/** Operators of ONNX's own domain go by their name, others have their domain before it. */
function typeOf({ op_type, domain, overload }: NodeProto): string {
  const own = domain === "" || domain === "ai.onnx";
  const type = own && !SHARED_TYPES.has(op_type) ? op_type : `${domain || "ai.onnx"}.${op_type}`;
  return overload ? `${type}:${overload}` : type;
}

function readConstant(scope: Scope, { attribute, output }: NodeProto, place: string): void {
  const [value] = attribute;
  const [name = ""] = output;
  if (!value || name === "") return fail(place, "a value and a name", "one of them at most");
  const kind = kindOf(value);
  const where = `${place}.attribute[0]`;
  const tensor = kind === "t" && value.t
    ? readTensor(value.t, name, where)
    : kind === "sparse_tensor" && value.sparse_tensor
    ? readSparse(value.sparse_tensor, name, where)
    : tensorOfAttribute(value, name);
  addTensor(scope, tensor ?? fail(where, "a tensor", `nothing of kind ${kind}`), name, place);
}

/** Whether an operator computes the same at each run, by a rule that knows what it computes. */
function isFolded(operator: Operator, resolution: Resolution, scope: Scope): boolean {
  return resolution.unknown === undefined && ruleOf(operator) !== undefined &&
    !RANDOM.test(operator.type) &&
    operator.inputs.every((id) =>
      id === ABSENT || (scope.tensors[id].role === "constant" && !scope.borrowed.has(id))
    );
}

function fail(place: string, expected: string, found: string): never {
  throw new FormatError(NAME, place, expected, found);
}
