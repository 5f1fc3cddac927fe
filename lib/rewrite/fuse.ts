/** The view of a converter: operators that it would compute as part of others are counted with them. */

import {
  ABSENT,
  compacted,
  createGraph,
  elementsOf,
  type Graph,
  linksOf,
  type Model,
  type Operator,
  type Tensor,
} from "../graph/mod.ts";

/** Multiply by weights: a factor or a summand per channel can go into weights and bias. */
const WEIGHTED = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul", "com.microsoft.FusedConv"]);

/** The last dimension holds the channels; of others, it is the second one. */
const CHANNELS_LAST = new Set(["Gemm", "MatMul"]);

const NORM = "BatchNormalization";

/** With a constant, a factor or a summand. Of the last two, the constant is the second operand. */
const AFFINE = new Set([NORM, "Mul", "Add", "Sub", "Div"]);

const ACTIVATIONS = new Set(["Relu", "Clip"]);

/** Kernels of these limit what they store at no cost. */
const ACTIVATED = new Set([...WEIGHTED, NORM, "Add", "Mul", "Sub", "Div", "Sum", "AveragePool"])
  .add("MaxPool");

/** Do nothing once a network is trained: the output is the first input. */
const NOTHING = new Set(["Identity", "Dropout"]);

/**
 * The main graph of a model as converters and runtimes run it; the bytes of the file stay.
 *
 * - `Identity` and `Dropout` go.
 * - What follows from the shapes of the inputs alone (`Shape` and what is computed from it) is constant.
 * - A batch normalisation, and a factor or a summand per channel, go into the convolution or matrix
 *   product before them; a factor and a summand into the batch normalisation before them.
 * - `Relu` and `Clip` go into the operator before them, where that multiplies, adds or pools.
 *
 * An operator goes into another only where it alone reads the other's output, which the caller does
 * not see. What went into an operator is listed in its attribute `fused`. Weights are not changed: the
 * view counts bytes and operators, and does not run.
 */
export function fuse(model: Model): Model {
  const graph = model.graphs[model.main];
  const view = fusedGraph(graph);
  const note = `View: fused, ${view.operators.length} operators of ${graph.operators.length}`;
  const { format, bytes, main } = model; // without places in the file, which are others' here
  const graphs = model.graphs.map((other, g) => g === main ? view : other);
  return { format, bytes, graphs, main, notes: [note, ...model.notes] };
}

function fusedGraph(graph: Graph): Graph {
  const plain = withoutNothing(withConstants(graph));
  const { tensors, outputs } = plain;
  const { readers } = linksOf(plain);
  const result: Operator[] = [];
  const makers = new Map<number, number>(); // tensor -> place in the result of what makes it
  for (const operator of plain.operators) {
    const data = operator.inputs.filter((id) => id !== ABSENT && tensors[id].role !== "constant");
    const maker = makers.get(data[0]);
    const isInner = data.length === 1 && readers[data[0]].length === 1 &&
      !outputs.includes(data[0]);
    if (maker !== undefined && isInner && goesInto(operator, result[maker], tensors)) {
      result[maker] = joined(result[maker], operator, tensors);
      makers.set(operator.outputs[0], maker);
    } else makers.set(operator.outputs[0], result.push(operator) - 1);
  }
  return compacted({ ...plain, operators: result });
}

/** Whether an operator can be computed as the last part of the one before it. */
function goesInto(operator: Operator, maker: Operator, tensors: readonly Tensor[]): boolean {
  const [input, output] = [tensors[maker.outputs[0]], tensors[operator.outputs[0]]];
  if (String(input.shape) !== String(output.shape)) return false;
  if (maker.outputs.slice(1).some((id) => id !== ABSENT)) return false;
  const fused = partsOf(maker);
  if (ACTIVATIONS.has(fused.at(-1) ?? "")) return false;
  if (ACTIVATIONS.has(operator.type)) return ACTIVATED.has(maker.type);
  if (!AFFINE.has(operator.type)) return false;
  if (WEIGHTED.has(maker.type)) {
    return tensors[maker.inputs[1]]?.role === "constant" && perChannel(operator, maker, tensors);
  }
  return maker.type === NORM && operator.type !== NORM && perChannel(operator, maker, tensors);
}

/** Whether the constants of an operator hold one number, or one per channel. */
function perChannel(operator: Operator, maker: Operator, tensors: readonly Tensor[]): boolean {
  const { type, inputs, outputs } = operator;
  if (type === NORM) return !CHANNELS_LAST.has(maker.type);
  if ((type === "Sub" || type === "Div") && tensors[inputs[0]].role === "constant") return false;
  const { shape } = tensors[outputs[0]];
  const axis = CHANNELS_LAST.has(maker.type) ? shape.length - 1 : 1;
  const constant = tensors[inputs.find((id) => tensors[id]?.role === "constant") ?? ABSENT];
  if (!constant) return false;
  const own = axis - shape.length + constant.shape.length;
  return elementsOf(constant.shape) === 1 ||
    constant.shape.every((size, d) => d === own || size === 1);
}

/** The operator with another one as its last part; a bias that it gains becomes an input. */
function joined(maker: Operator, operator: Operator, tensors: readonly Tensor[]): Operator {
  const gainsBias = WEIGHTED.has(maker.type) && !ACTIVATIONS.has(operator.type) &&
    operator.type !== "Mul" && operator.type !== "Div" && (maker.inputs[2] ?? ABSENT) === ABSENT;
  const bias = operator.inputs.find((id, place) =>
    tensors[id]?.role === "constant" && (operator.type !== NORM || place === 2)
  );
  const inputs = gainsBias && bias !== undefined
    ? [...maker.inputs.slice(0, 2), bias]
    : maker.inputs;
  return {
    ...maker,
    inputs,
    outputs: [operator.outputs[0]],
    attributes: { ...maker.attributes, fused: [...partsOf(maker), operator.type] },
  };
}

function partsOf({ attributes }: Operator): readonly string[] {
  return (attributes["fused"] ?? []) as readonly string[];
}

/** Tensors whose numbers follow from the shapes of the inputs are constants, and nobody computes them. */
function withConstants(graph: Graph): Graph {
  const { tensors, operators, outputs } = graph;
  const isKnown = (id: number) =>
    id === ABSENT || (tensors[id].values !== undefined && !outputs.includes(id));
  const known = new Set(operators.filter((operator) => operator.outputs.every(isKnown)));
  const made = new Set([...known].flatMap((operator) => operator.outputs));
  return createGraph({
    ...graph,
    operators: operators.filter((operator) => !known.has(operator)),
    tensors: tensors.map((tensor, id): Tensor =>
      made.has(id) ? { ...tensor, role: "constant" } : tensor
    ),
  });
}

/** Who reads the output of an operator that does nothing reads its input instead. */
function withoutNothing(graph: Graph): Graph {
  const { readers } = linksOf(graph);
  const same = new Map<number, number>();
  const actual = (id: number) => same.get(id) ?? id;
  const operators = graph.operators.flatMap(({ type, inputs, outputs, ...rest }) => {
    const [output, mask = ABSENT] = outputs;
    const isSeen = graph.outputs.includes(output) || (readers[mask]?.length ?? 0) > 0;
    if (!NOTHING.has(type) || isSeen || inputs[0] === undefined) {
      return [{ ...rest, type, inputs: inputs.map(actual), outputs }];
    }
    same.set(output, actual(inputs[0]));
    return [];
  });
  return createGraph({ ...graph, operators });
}
