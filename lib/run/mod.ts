/** Execution in one arena, to prove that a plan changes nothing. */
export {
  execute,
  type ExecuteOptions,
  type OperatorProgress,
  prepareRun,
  type Program,
} from "./execute.ts";
export type { UnsupportedOperator } from "./execute.ts";
export { UnsupportedError } from "./kernel.ts";
export { type ScratchPlace, TaintError } from "./taint.ts";
export { seededInputs } from "./inputs.ts";
export { fnv1a64 } from "./digest.ts";
export { type Places, placesOfHead } from "./places.ts";
export { structureFaults } from "./structure.ts";
export {
  type Proof,
  verdictLines,
  type Verification,
  type VerifyOptions,
  verifyRewrite,
} from "./verify.ts";
export { selftestHeader, type SelftestOptions } from "./selftest.ts";
export { readTensorFile } from "./tensor_file.ts";
