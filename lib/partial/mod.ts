/** Which stretches to compute band by band: the search for a budget, and estimates for other formats. */

export type { Rewritten } from "./attempts.ts";
export { type BandEstimate, estimateBands, type EstimatedBands } from "./estimate.ts";
export { type PartialOptions, type PartialSearch, searchPartial } from "./search.ts";
export type { PartialStart } from "./variants.ts";
