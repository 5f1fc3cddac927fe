/** Computes a run of operators band by band (rows), so that its inner tensors are never whole. */

import type { Operator } from "../graph/mod.ts";
import { int32Of } from "./band_rows.ts";
import { type BandedRun, type BandStep, bandSteps } from "./band_steps.ts";
import { type Constants, newConstants } from "./constants.ts";
import { graphOf, type Outline, type OutlineOperator, type OutlineTensor } from "./outline.ts";
import { type Run, runFault } from "./run.ts";

/**
 * The outline with a run of its operators in bands: SLICE takes rows, the operators run on them, and
 * CONCATENATION puts the rows of the last one together.
 *
 * Outputs cannot change: every row of a band is computed by the same operator, with the same weights
 * and parameters, from the same values as before. Where a window reaches over the edge of the image
 * it meets padding of the same value as before (a quantised zero is the zero point), where it reaches
 * over the edge of a band it meets the rows that lie there: bands take as many rows more as they
 * need. Bands have the scale and the zero point of their tensor, so that slices and joins only copy.
 *
 * @throws {RangeError} If the run cannot be cut: which operator, and why.
 */
export function band<Own extends Outline>(outline: Own, run: Run): Own {
  const graph = graphOf(outline);
  const fault = runFault(graph, run.first, run.last);
  if (fault) throw new RangeError(`Cannot compute the run in bands: ${fault}`);
  const banded = bandSteps(graph, run);
  if (banded === undefined) {
    throw new RangeError(`Cannot compute the run in bands: the form ${run.form} does not fit it`);
  }
  const tensors = [...outline.tensors];
  const constants = newConstants(tensors);
  const ids = pieceTensors(tensors, banded);
  const operators = banded.steps.map((step) => {
    const operator = outline.operators[step.operator];
    const inputs = step.inputs.map((piece) => ids[piece]);
    const output = ids[step.output];
    const { type, attributes, inputs: all, table } = {
      slice: () => sliceOf(banded, step, inputs[0], tensors, constants),
      pad: () => padOf(step, inputs[0], constants),
      join: () => ({ type: "CONCATENATION", attributes: JOIN, inputs, table: undefined }),
      run: () => runOf(step, operator, inputs, output, tensors, constants),
    }[step.kind]();
    return {
      type,
      name: tensors[output].name,
      attributes,
      inputs: all,
      outputs: [output],
      origin: operator.origin,
      ...table !== undefined && { table },
    };
  });
  return {
    ...outline,
    tensors,
    operators: outline.operators.toSpliced(run.first, run.last - run.first + 1, ...operators),
  };
}

type Parts = Pick<OutlineOperator, "type" | "attributes" | "inputs" | "table">;

const JOIN = { axis: 1, fused_activation_function: "NONE" };

/** Appends a tensor for each piece that is not a whole one; the tensor of every piece. */
function pieceTensors(tensors: OutlineTensor[], { pieces }: BandedRun): number[] {
  return pieces.map(({ tensor, height, width, from, whole }) => {
    if (whole) return tensor;
    const { name, dtype, shape, bytes, quantization, table, like = table } = tensors[tensor];
    const size = bytes / (shape[1] * shape[2]) * height * width;
    const place = from === undefined ? `padded ${height}` : `rows ${from}-${from + height}`;
    return tensors.push({
      name: `${name}, ${place}`,
      dtype,
      shape: [1, height, width, ...shape.slice(3)],
      bytes: size,
      role: "activation",
      ...quantization && { quantization },
      ...like !== undefined && { like },
    }) - 1;
  });
}

function sliceOf(
  { pieces }: BandedRun,
  { inputs: [source], output }: BandStep,
  input: number,
  tensors: readonly OutlineTensor[],
  constants: Constants,
): Parts {
  const { from = 0 } = pieces[source];
  const { height, width, from: first = 0, tensor } = pieces[output];
  const { shape } = tensors[tensor];
  const begin = constants(shape.map((_, d) => d === 1 ? first - from : 0), [shape.length]);
  const size = constants([1, height, width, ...shape.slice(3)], [shape.length]);
  return { type: "SLICE", attributes: {}, inputs: [input, begin, size] };
}

function padOf({ margins }: BandStep, input: number, constants: Constants): Parts {
  const { top, bottom, left, right } = margins!;
  const paddings = constants([0, 0, top, bottom, left, right, 0, 0], [4, 2]);
  return { type: "PAD", attributes: {}, inputs: [input, paddings] };
}

/** The operator itself on pieces in the place of its activations. */
function runOf(
  { margins, isUnpadded }: BandStep,
  operator: OutlineOperator,
  data: readonly number[],
  output: number,
  tensors: readonly OutlineTensor[],
  constants: Constants,
): Parts {
  const rest = [...data];
  const inputs = operator.inputs.map((id) =>
    tensors[id]?.role === "activation" ? rest.shift()! : id
  );
  if (margins) {
    const paddings = int32Of(tensors[operator.inputs[1]].data)!;
    paddings.splice(2, 2, margins.top, margins.bottom);
    inputs[1] = constants(paddings, [4, 2]);
  }
  if (operator.type === "STRIDED_SLICE") {
    // What it drops above and below is not in the band.
    const [begin, end] = [1, 2].map((place) => int32Of(tensors[operator.inputs[place]].data)!);
    inputs[1] = constants(begin.with(1, 0), [4]);
    inputs[2] = constants(end.with(1, tensors[data[0]].shape[1]), [4]);
  }
  if (operator.type.startsWith("RESIZE_")) {
    inputs[1] = constants(tensors[output].shape.slice(1, 3), [2]);
  }
  const { type, table }: Operator & { table?: number } = operator;
  const attributes = isUnpadded
    ? { ...operator.attributes, padding: "VALID" }
    : operator.attributes;
  return { type, attributes, inputs, ...table !== undefined && { table } };
}
