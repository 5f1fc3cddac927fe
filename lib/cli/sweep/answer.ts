/** Plans a model that a sweep asks for. */

import { fit, sweepFigures } from "../../../mod.ts";
import { readModel } from "../command.ts";
import type { FileReader } from "../io.ts";
import type { Answer, Question } from "./question.ts";

/** The figures of a model, or why there are none. */
export async function answer(io: FileReader, { path, kernels }: Question): Promise<Answer> {
  try {
    return sweepFigures(fit(await readModel(io, path), { kernels }));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
