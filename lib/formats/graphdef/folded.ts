/** Nodes that cost nothing at inference: which they are, and what stands in their place. */

/**
 * Nodes that hand their first input on as it is. They are no operators: what reads them reads their
 * input, and a graph output that they name is the tensor that they hand on. An executor shares the
 * memory; the ones that check or record do nothing that a result depends on.
 */
export const PASS_ON: ReadonlySet<string> = new Set([
  "CheckNumerics",
  "DebugIdentity",
  "EnsureShape",
  "Identity",
  "PreventGradient",
  "ReadVariableOp",
  "RefIdentity",
  "Snapshot",
  "StopGradient",
  "_Retval",
]);

/** The same for any number of inputs: output i is input i. */
export const PASS_ALL_ON = "IdentityN";

/** Nodes without outputs that only hold others together, or stop a run that went wrong. */
export const NOTHING: ReadonlySet<string> = new Set(["Assert", "ControlTrigger", "NoOp"]);

/** Nodes whose tensor the caller writes. */
export const INPUTS: ReadonlySet<string> = new Set([
  "Placeholder",
  "PlaceholderV2",
  "PlaceholderWithDefault",
  "_Arg",
]);

/** Nodes that stand for weights: constants, and variables, which an inference only reads. */
export const VARIABLES: ReadonlySet<string> = new Set(["VarHandleOp", "VariableV2", "Variable"]);
