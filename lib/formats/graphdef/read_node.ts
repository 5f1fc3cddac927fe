/** One node of a TensorFlow graph: a tensor, an operator, or nothing. */

import { ABSENT, type DType, DTYPE_BITS, type Operator, quoted } from "../../graph/mod.ts";
import { filled, type Resolution, resolveOutputs, ruleOf, UNRANKED } from "../../operators/mod.ts";
import { FormatError } from "../format_error.ts";
import { remark } from "../remarks.ts";
import { attributesOf, attrOf, shapeOf } from "./attributes.ts";
import { type ControlResolution, resolveControlFlow } from "./control_flow.ts";
import { dtypeOfCode } from "./data_types.ts";
import { INPUTS, NOTHING, PASS_ALL_ON, PASS_ON, VARIABLES } from "./folded.ts";
import type { Node } from "./nodes.ts";
import { readTensor } from "./read_tensor.ts";
import { countParts, type Reading } from "./reading.ts";
import { addTensor, inputsOf, type Outcome, ranBefore, type Scope } from "./scope.ts";

/** Not constant, although all their inputs are. */
const RANDOM =
  /^(Random|Truncated|Multinomial|Stateless|Stateful|VarHandle|TensorList|TensorArray)/;

/** Outputs of one node; more is a mistake or malice. */
const MOST_OUTPUTS = 65_536;

/**
 * Reads a node that stands behind all that it reads.
 *
 * @throws {FormatError} If the node is not valid.
 */
export function readNode(scope: Scope, id: number): Outcome {
  const node = scope.nodes[id];
  const outputs = foldedOutputs(scope, node);
  return outputs ? { outputs, ran: ranBefore(scope, node) } : readOperator(scope, id);
}

/** The outputs of a node that is no operator: tensors that the file holds, or its own inputs. */
function foldedOutputs(scope: Scope, node: Node): readonly number[] | undefined {
  const { def, place } = node;
  if (def.op === "Const") return [readConstant(scope, node)];
  if (VARIABLES.has(def.op)) return [readVariable(scope, node)];
  if (NOTHING.has(def.op)) return [];
  if (def.op === PASS_ALL_ON) return inputsOf(scope, node);
  if (!PASS_ON.has(def.op)) return undefined;
  if (node.inputs.length > 0) return inputsOf(scope, node).slice(0, 1);
  throw new FormatError(scope.reading.format, place, "an input", "none");
}

/** Whether the caller writes the tensor of a node. */
export function isInput({ def }: Node): boolean {
  return INPUTS.has(def.op);
}

function readConstant(scope: Scope, { def, place }: Node): number {
  const { format, weights } = scope.reading;
  const weight = weights?.get(def.name);
  if (weight) {
    const values = weight.data ? undefined : weight.values ?? givenNumbers(scope.reading, def.name);
    const known = { ...weight, ...(values ? { values } : {}) };
    return addTensor(scope, { name: def.name, role: "constant", ...known }, place);
  }
  const proto = attrOf(def, "value")?.tensor;
  if (!proto) throw new FormatError(format, `${place}.attr`, 'a tensor "value"', "none");
  const where = `${place}.attr.value`;
  const tensor = readTensor(format, proto, def.name, where, weights !== undefined);
  return scope.tensors.push(tensor) - 1;
}

/** A variable is a constant of its declared type: an inference does not change it. */
function readVariable(scope: Scope, { def, place }: Node): number {
  const weight = scope.reading.weights?.get(def.name);
  const dtype = dtypeOfCode(attrOf(def, "dtype")?.type ?? 0) ?? "float32";
  const shape = shapeOf(attrOf(def, "shape")?.shape);
  return addTensor(scope, { name: def.name, role: "constant", dtype, shape, ...weight }, place);
}

function readOperator(scope: Scope, nodeId: number): Outcome {
  const { reading, tensors, operators } = scope;
  const node = scope.nodes[nodeId];
  const { def, place } = node;
  const inputs = inputsOf(scope, node);
  const attributes = attributesOf(def);
  const said = outputsSaid(def.op, attributes, inputs.length);
  const count = Math.max(scope.outputCounts[nodeId], said);
  if (!(Number.isInteger(count) && count <= MOST_OUTPUTS)) {
    throw new FormatError(reading.format, place, `at most ${MOST_OUTPUTS} outputs`, `${count}`);
  }
  const operator: Operator = {
    type: def.op,
    dialect: "tensorflow",
    name: def.name,
    attributes,
    inputs,
    outputs: new Array<number>(count).fill(ABSENT),
  };
  const resolution: Resolution & Partial<ControlResolution> =
    resolveControlFlow(operator, scope, place) ?? resolveOutputs(operator, tensors);
  const isConstant = inputs.length > 0 && ruleOf(operator) !== undefined &&
    resolution.unknown === undefined && !RANDOM.test(def.op) &&
    inputs.every((id) => id !== ABSENT && tensors[id].role === "constant");
  const same = resolution.same ?? new Map<number, number>();
  const made = operator.outputs.map((_, i) => {
    if (same.has(i)) return ABSENT;
    const { dtype, shape = UNRANKED, ...known } = resolution.outputs[i] ?? {};
    const name = i === 0 ? def.name : `${def.name}:${i}`;
    const values = known.values ?? (scope.depth > 0 ? undefined : givenNumbers(reading, name));
    return addTensor(scope, {
      name,
      dtype: dtype ?? declaredType(attributes, i),
      shape: filled(shape, declaredShape(reading, node, i)),
      role: isConstant ? "constant" : "activation",
      ...(values ? { values } : {}),
    }, place);
  });
  const outputs = made.map((id, i) => same.get(i) ?? id);
  if (isConstant) {
    reading.counts.folded++;
    return { outputs, ran: ranBefore(scope, node) };
  }
  const calls = resolution.calls?.map(({ index }) => index);
  const id = operators.push({ ...operator, outputs: made, ...(calls ? { calls } : {}) }) - 1;
  scope.indices.push(node.index);
  for (const before of ranBefore(scope, { ...node, inputs: [] })) {
    countParts(reading, 1, place);
    scope.controlEdges.push([before, id]);
  }
  const where = `${scope.prefix}operators[${id}] (${def.op} ${quoted(def.name)})`;
  remark(reading, tensors, operators[id], resolution, where);
  return { outputs, ran: [id] };
}

/** Numbers that the caller says of a tensor; functions have names of their own for what they compute. */
function givenNumbers({ options }: Reading, name: string): readonly number[] | undefined {
  const { values = {} } = options;
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** As many outputs as settings say: parts of a split, states of a loop, results of a function. */
function outputsSaid(op: string, attributes: Operator["attributes"], inputs: number): number {
  if (/^Split/.test(op)) return Number(attributes["num_split"] ?? 0);
  if (op === "Unpack") return Number(attributes["num"] ?? 0);
  if (/While$/.test(op)) return inputs;
  const results = attributes["Tout"];
  return Array.isArray(results) ? results.length : 0;
}

/** The shape that the file notes for an output; it does not hold for inputs of other shapes. */
function declaredShape({ options }: Reading, { def }: Node, output: number): readonly number[] {
  if (options.shapes) return UNRANKED;
  const list = attrOf(def, "_output_shapes")?.list ?? attrOf(def, "output_shapes")?.list;
  return shapeOf(list?.shape[output] ?? { dim: [], unknown_rank: true });
}

/** What settings say about the type of an output, where no rule does. */
function declaredType(attributes: Operator["attributes"], output: number): DType {
  for (const name of ["Tout", "output_types", "dtype", "element_dtype", "T"]) {
    const value = attributes[name];
    const one = Array.isArray(value) ? value[output] : value;
    if (typeof one === "string" && Object.hasOwn(DTYPE_BITS, one)) return one as DType;
  }
  return "float32";
}
