/** Dilated convolutions of TensorFlow: three operators, which converters write as one. */

import { type Graph, linksOf, type Operator } from "../graph/mod.ts";
import { valuesOf } from "../operators/mod.ts";
import { withOperators } from "./fold.ts";

const SPLIT = "SpaceToBatchND";
const CONVOLUTIONS = new Set(["Conv2D", "DepthwiseConv2dNative"]);
const JOIN = "BatchToSpaceND";

/**
 * The graph in which a convolution on the interleaved parts of an image (`SpaceToBatchND`, the
 * convolution, `BatchToSpaceND`) is a convolution of the image with holes in its window: `dilations`
 * are the sizes of the blocks.
 *
 * Source: `ConvertTFDilatedConvOp` of TensorFlow Lite's converter.
 */
export function withDilations(graph: Graph): Graph {
  const { tensors, operators, outputs, controlEdges } = graph;
  const { readers } = linksOf(graph);
  const ordered = new Set(controlEdges.flat());
  /** The operator that alone reads what another one makes. */
  const next = (operator: Operator): number | undefined => {
    const [output] = operator.outputs;
    const only = readers[output]?.length === 1 && !outputs.includes(output);
    return only ? readers[output][0] : undefined;
  };
  const blocksOf = ({ inputs }: Operator) => String(valuesOf(tensors[inputs[1]]));
  const result: (Operator | undefined)[] = [...operators];
  operators.forEach((split, first) => {
    if (split.type !== SPLIT) return;
    const middle = next(split);
    const last = middle === undefined ? undefined : next(operators[middle]);
    if (middle === undefined || last === undefined) return;
    const [convolution, join] = [operators[middle], operators[last]];
    const isDilated = CONVOLUTIONS.has(convolution.type) && join.type === JOIN &&
      convolution.inputs[0] === split.outputs[0] && blocksOf(split) === blocksOf(join) &&
      ![first, middle, last].some((id) => ordered.has(id));
    const blocks = valuesOf(tensors[split.inputs[1]]);
    if (!isDilated || blocks?.length !== 2) return;
    const [image, made] = [split.inputs[0], join.outputs[0]];
    const sizes = (id: number) => String(tensors[id].shape.slice(1, 3));
    result[middle] = {
      ...convolution,
      inputs: [image, ...convolution.inputs.slice(1)],
      outputs: [made],
      attributes: {
        ...convolution.attributes,
        dilations: [1, ...blocks, 1],
        padding: sizes(image) === sizes(made) ? "SAME" : "VALID",
        fused: [SPLIT, JOIN],
      },
    };
    result[first] = result[last] = undefined;
  });
  return withOperators(graph, result);
}
