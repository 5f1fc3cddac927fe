/** TensorFlow Lite Micro: what it does with memory, told from the file alone. */
export { elementBytes, tflmBytes } from "./bytes.ts";
export type { SourceOperator, SourceTensor, TflmSource } from "./source.ts";
export {
  ARENA_ALIGNMENT,
  KERNEL_BUILDS,
  type KernelBuild,
  STRUCTS,
  type Structs,
  type StructSize,
  TFLM_TARGETS,
  type TflmPlatform,
  type TflmTarget,
} from "./target.ts";
export { type CallFacts, callOf, type KernelCall, type Operand } from "./call.ts";
export { type KernelMemory, kernelMemory } from "./kernel_memory.ts";
export { type PreparedGraph, type PreparedOperator, prepareModel } from "./prepare.ts";
export { type Lifetime, type Lifetimes, lifetimes } from "./lifetimes.ts";
export type { PlanRecord } from "./records.ts";
export { planHead, type TflmHead } from "./online_planner.ts";
export { layTail, type TflmTail } from "./tail.ts";
export { type ArenaOptions, type ArenaPrediction, DEVICE_MARGIN, predictArena } from "./arena.ts";
export { loadFaults } from "./load_faults.ts";
export { tflmMemory, type TflmMemoryOptions } from "./memory_model.ts";
export {
  carriedPlan,
  encodePlan,
  OFFLINE_PLAN_NAME,
  type OfflineOffsets,
  type OfflinePlan,
  ONLINE,
  parsePlan,
} from "./offline_plan.ts";
export { type PlanFault, type PlanFaultOptions, planFaults, type PlanRule } from "./plan_faults.ts";
