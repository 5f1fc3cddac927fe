/** What the page and its worker say to each other. */

import type { KernelSetName } from "../../mod.ts";

/** A model to plan. */
export interface Order {
  /** The file. */
  readonly bytes: Uint8Array;
  /** Its name, to show. */
  readonly name: string;
  /** Whose kernels run on the device. */
  readonly kernels: KernelSetName;
}

/** How far the worker is, what came out, or why nothing did. */
export type Answer =
  | { readonly kind: "stage"; readonly stage: string }
  | { readonly kind: "error"; readonly message: string }
  | {
    readonly kind: "done";
    /** The report, as the inside of a page. */
    readonly body: string;
    /** The report, as a file. */
    readonly report: string;
    /** The optimised file; absent where there is nothing to gain or to write. */
    readonly optimised?: Uint8Array;
  };
