/** What is known about operator types: their orders, output shapes, multiplications, and accesses. */
export { effectEdges } from "./effects.ts";
