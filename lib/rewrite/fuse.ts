/** The view of a converter: operators that it would compute as part of others are counted with them. */

import {
  ABSENT,
  counted,
  elementsOf,
  type Graph,
  linksOf,
  type Model,
  type Operator,
  type Tensor,
  want,
} from "../graph/mod.ts";
import { FUSIONS, type Fusions, textsIn } from "./fusions.ts";
import { withConstants, withOperators, withoutNothing } from "./fold.ts";
import { withDilations } from "./fuse_dilated.ts";
import { withIntegerOperators } from "./fuse_quantizers.ts";

/**
 * The main graph of a model as converters and runtimes run it; the bytes of the file stay.
 *
 * - `Identity` and `Dropout` go.
 * - What follows from the shapes of the inputs alone (`Shape` and what is computed from it) is constant.
 * - A batch normalisation, and a factor or a summand per channel, go into the convolution or matrix
 *   product before them; a factor and a summand into the batch normalisation before them.
 * - Limits (`Relu`, `Clip`, `Relu6`) go into the operator before them, where that multiplies, adds or
 *   pools.
 * - A convolution between `SpaceToBatchND` and `BatchToSpaceND` of TensorFlow has a dilated window.
 * - An operator between `DequantizeLinear` and `QuantizeLinear` of ONNX computes with integers.
 *
 * An operator goes into another only where it alone reads the other's output, which the caller does
 * not see. What went into an operator is listed in its attribute `fused`. Weights are not changed: the
 * view counts bytes and operators, and does not run.
 *
 * Which operators these are: `fusions.ts`. A .tflite file stays as it is: its converter has done this.
 */
export function fuse(model: Model): Model {
  want(model?.graphs, "fuse operators", "a model from load()", model);
  const graph = model.graphs[model.main];
  const fusions = Object.hasOwn(FUSIONS, model.format) ? FUSIONS[model.format] : undefined;
  const view = fusions ? withIntegerOperators(fusedGraph(graph, fusions)) : graph;
  const note = `View: fused, ${
    counted(view.operators.length, "operator")
  } of ${graph.operators.length}`;
  const { format, bytes, main } = model; // without places in the file, which are others' here
  const graphs = model.graphs.map((other, g) => g === main ? view : other);
  return { format, bytes, graphs, main, notes: [note, ...model.notes] };
}

function fusedGraph(graph: Graph, fusions: Fusions): Graph {
  const plain = withDilations(withoutNothing(withConstants(graph), fusions.nothing));
  const { tensors, outputs, operators, controlEdges } = plain;
  const { readers } = linksOf(plain);
  const ordered = new Set(controlEdges.flat());
  const result: (Operator | undefined)[] = [...operators];
  const makers = new Map<number, number>(); // tensor -> place of what makes it
  operators.forEach((operator, id) => {
    const data = operator.inputs.filter((input) =>
      input !== ABSENT && tensors[input].role !== "constant"
    );
    const place = makers.get(data[0]) ?? id;
    const maker = place === id ? undefined : result[place];
    const isInner = data.length === 1 && readers[data[0]].length === 1 &&
      !outputs.includes(data[0]) && !ordered.has(id);
    const isPart = maker !== undefined && isInner && goesInto(fusions, operator, maker, tensors);
    if (isPart) {
      result[place] = joined(fusions, maker, operator, tensors);
      result[id] = undefined;
    }
    makers.set(operator.outputs[0], isPart ? place : id);
  });
  return withOperators(plain, result);
}

/** Whether an operator can be computed as the last part of the one before it. */
function goesInto(
  fusions: Fusions,
  operator: Operator,
  maker: Operator,
  tensors: readonly Tensor[],
): boolean {
  const { weighted, norms, summands, factors, activations, activated, channelAxis } = fusions;
  const { type } = operator;
  const [input, output] = [tensors[maker.outputs[0]], tensors[operator.outputs[0]]];
  if (String(input.shape) !== String(output.shape)) return false;
  if (maker.outputs.slice(1).some((id) => id !== ABSENT)) return false;
  const last = [...fusions.alreadyFused?.(maker) ?? [], ...partsOf(maker)].at(-1) ?? "";
  if (activations.has(last)) return false;
  const isWeighted = Object.hasOwn(weighted, maker.type);
  if (activations.has(type)) {
    return isWeighted || norms.has(maker.type) || activated.has(maker.type);
  }
  const axis = channelAxis(maker, output.shape.length);
  const isAffine = norms.has(type)
    ? isWeighted && axis === channelAxis(operator, output.shape.length)
    : (summands.has(type) || factors.has(type)) && perChannel(operator, axis, tensors);
  if (!isAffine) return false;
  return isWeighted ? tensors[maker.inputs[1]]?.role === "constant" : norms.has(maker.type);
}

/** Whether the constant of an operator holds one number, or one per channel. */
function perChannel(
  { type, inputs, outputs }: Operator,
  axis: number,
  tensors: readonly Tensor[],
): boolean {
  // From a constant something may be taken, and it may be divided: that is no factor or summand.
  if (/^(Sub|(Real)?Div)$/.test(type) && tensors[inputs[0]].role === "constant") return false;
  const { shape } = tensors[outputs[0]];
  const constant = tensors[inputs.find((id) => tensors[id]?.role === "constant") ?? ABSENT];
  if (!constant) return false;
  if (type.startsWith("BiasAdd")) return constant.shape.length === 1;
  const own = axis - shape.length + constant.shape.length;
  return elementsOf(constant.shape) === 1 ||
    constant.shape.every((size, d) => d === own || size === 1);
}

/** The operator with another one as its last part; a bias that it gains becomes an input. */
function joined(
  { weighted, norms, summands }: Fusions,
  maker: Operator,
  operator: Operator,
  tensors: readonly Tensor[],
): Operator {
  const { type } = operator;
  const place = Object.hasOwn(weighted, maker.type) ? weighted[maker.type] : undefined;
  const lacksBias = place !== undefined && (maker.inputs[place] ?? ABSENT) === ABSENT;
  const constants = operator.inputs.filter((id) => tensors[id]?.role === "constant");
  const bias = norms.has(type) ? operator.inputs[2] : summands.has(type) ? constants[0] : undefined;
  const inputs = lacksBias && bias !== undefined
    ? [...maker.inputs.slice(0, place), bias]
    : maker.inputs;
  return {
    ...maker,
    inputs,
    outputs: [operator.outputs[0]],
    attributes: { ...maker.attributes, fused: [...partsOf(maker), type] },
  };
}

function partsOf(operator: Operator): readonly string[] {
  return textsIn(operator, "fused");
}
