/** What the reference kernels of TensorFlow Lite Micro allow: overlap at a distance. */

import { leastDistance, placeInOutput } from "../operators/mod.ts";
import { ALIGNMENT, elementBytes, type Question, type Verdict } from "./verdict.ts";

/**
 * The least distance at which the reference kernels read every input byte before they overwrite it,
 * from the order of their loops. Kernels that use `memcpy` may also copy pieces onto themselves, so
 * that a part that already lies in its place of the whole stays there.
 */
export function judgeByLoops({ input, output, access }: Question): Verdict {
  const anywhere = { distance: -input.bytes, exact: false };
  if (access.how === "buffered") return anywhere;
  const [inputBytes, outputBytes] = [input, output].map(elementBytes);
  if (access.piece !== undefined && inputBytes === outputBytes) {
    const place = placeInOutput(access);
    if (place !== undefined && place * outputBytes % ALIGNMENT === 0) {
      return { distance: place * outputBytes, exact: true };
    }
  }
  const distance = leastDistance(access, inputBytes, outputBytes);
  if (distance <= anywhere.distance) return anywhere;
  if (distance < output.bytes) return { distance, exact: false };
  return { refusal: `the output would have to begin ${distance} bytes below the input` };
}
