/** Operators on real numbers between ONNX's `DequantizeLinear` and `QuantizeLinear`: integer operators. */

import { type Graph, linksOf, type Operator } from "../graph/mod.ts";
import { withOperators } from "./fold.ts";
import { textsIn } from "./fusions.ts";

const REAL = "DequantizeLinear";
const STORED = "QuantizeLinear";

/**
 * The graph in which an operator reads and makes stored integers where all real numbers that it reads
 * come from a `DequantizeLinear`, and a `QuantizeLinear` alone reads its output: so converters and
 * runtimes compute the pairs that training tools write around each operator. A `DequantizeLinear`
 * that nobody reads any more goes.
 */
export function withIntegerOperators(graph: Graph): Graph {
  const { tensors, operators } = graph;
  const { readers, producer } = linksOf(graph);
  const seen = new Set(graph.outputs);
  const stored = (id: number): number | undefined => {
    const maker = operators[producer[id] ?? -1];
    return maker?.type === REAL ? maker.inputs[0] : undefined;
  };
  const whole: (Operator | undefined)[] = [...operators];
  operators.forEach((operator, id) => {
    const { type, inputs, outputs, attributes } = operator;
    const [output] = outputs;
    const isInner = type !== REAL && type !== STORED && outputs.length === 1 &&
      readers[output]?.length === 1 && !seen.has(output);
    const reader = isInner ? readers[output][0] : id;
    const quantizer = operators[reader];
    if (quantizer.type !== STORED || quantizer.inputs[0] !== output) return;
    const isReal = (input: number) =>
      tensors[input]?.role === "activation" && /float/.test(tensors[input].dtype);
    const real = inputs.filter(isReal);
    if (real.length === 0 || real.some((input) => stored(input) === undefined)) return;
    const fused = [...textsIn(operator, "fused"), STORED];
    whole[id] = {
      ...operator,
      inputs: inputs.map((input) => isReal(input) ? stored(input)! : input),
      outputs: [quantizer.outputs[0]],
      attributes: { ...attributes, fused },
    };
    whole[reader] = undefined;
  });
  const read = new Set([...whole.flatMap((operator) => operator?.inputs ?? []), ...graph.outputs]);
  const isRead = (operator: Operator | undefined) =>
    operator?.type !== REAL || operator.outputs.some((id) => read.has(id));
  return withOperators(graph, whole.map((operator) => isRead(operator) ? operator : undefined));
}
