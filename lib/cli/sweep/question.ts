/** What a helper of a sweep is asked, and what it answers. */

import type { KernelSetName, SweepFigures } from "../../../mod.ts";

/** A model to plan. */
export interface Question {
  /** Where its file is. */
  readonly path: string;
  /** Whose kernels run. */
  readonly kernels: KernelSetName;
}

/** What the plan came to, or why there is none. */
export type Answer = SweepFigures | { readonly error: string };
