/** What reference kernels and CMSIS-NN kernels allow alike: the same bytes in the same place. */

import { placeInOutput } from "../operators/mod.ts";
import { ALIGNMENT, elementBytes, type Question, type Verdict } from "./verdict.ts";

/** The bytes stay as they are; kernels copy them onto themselves, or notice and do nothing. */
const MOVED_AS_A_WHOLE = ["RESHAPE", "SQUEEZE", "EXPAND_DIMS"];

/** Output over input, measured bit-identical on both families of kernels. */
const MEASURED = `
ABS ADD ELU HARD_SWISH L2_NORMALIZATION LEAKY_RELU LOGISTIC MAXIMUM MINIMUM MUL NEG QUANTIZE RELU
RELU6 ROUND SOFTMAX SUB TANH`.trim().split(/\s+/);

/**
 * Not measured, but CMSIS-NN has no kernel of its own for them, and the reference kernel is one loop
 * that loads element i of each operand, then stores element i of the output.
 */
const PLAIN_LOOPS = `
ADD_N CEIL COS DIV EXP FLOOR FLOOR_DIV FLOOR_MOD LOG LOGICAL_AND LOGICAL_NOT LOGICAL_OR PRELU RSQRT
SIN SQRT SQUARE SQUARED_DIFFERENCE`.trim().split(/\s+/);

const SAME_PLACE = new Set([...MOVED_AS_A_WHOLE, ...MEASURED, ...PLAIN_LOOPS]);

/** CMSIS-NN broadcasts these by a kernel of its own, which was not measured over its input. */
const ONLY_WITHOUT_BROADCAST = new Set(["MAXIMUM", "MINIMUM"]);

/**
 * Same offset for elementwise operators whose output has the shape and the element size of the
 * operand (the other operand may be smaller and broadcast), for reshapes, and for the inputs of a
 * concatenation that lie at their places in the output. Everything else is refused.
 */
export function judgePortable(question: Question): Verdict {
  const { operator: { type, inputs }, tensors, input, output, access } = question;
  const place = access.how === "ordered" ? placeInOutput(access) : undefined;
  if (type === "CONCATENATION") return judgeSlot(place, elementBytes(output));
  if (!SAME_PLACE.has(type)) {
    return { refusal: `${type} over its input is not known to be safe on every kernel` };
  }
  if (place !== 0) {
    return { refusal: "it is read again for other elements of the output (broadcast)" };
  }
  // Storing fewer bytes than were loaded was measured for QUANTIZE only.
  const narrows = type === "QUANTIZE" && elementBytes(input) > elementBytes(output);
  if (elementBytes(input) !== elementBytes(output) && !narrows) {
    return { refusal: "elements of input and output are not equally large" };
  }
  if (ONLY_WITHOUT_BROADCAST.has(type)) {
    const shapes = new Set(inputs.map((id) => String(tensors[id].shape)));
    if (shapes.size > 1) return { refusal: `${type} with broadcast was not measured` };
  }
  return { distance: 0, exact: true };
}

function judgeSlot(place: number | undefined, bytes: number): Verdict {
  if (place === undefined) return { refusal: "its bytes are scattered over the output" };
  if (place * bytes % ALIGNMENT === 0) return { distance: place * bytes, exact: true };
  return { refusal: `its place in the output, byte ${place * bytes}, is no multiple of 16` };
}
