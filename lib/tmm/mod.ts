/** Tensor Memory Mapping: the liveness rule, and what each operator needs under it. */
export {
  accountFor,
  type Accounting,
  overlapBytes,
  savedBytes,
  wantAccounting,
} from "./accounting.ts";
export { accountModel } from "./called_graphs.ts";
export { liveBytes, type LiveRanges, liveRanges, peakOf } from "./live_range.ts";
export { LiveSet } from "./live_set.ts";
export {
  liveTensors,
  liveTensorsAt,
  type MemoryMap,
  memoryMap,
  type MemoryStep,
  parameterBytes,
  wantMap,
} from "./memory_map.ts";
export { activationsOnly, type Allowance, type MemoryModel, roundUp } from "./memory_model.ts";
export { givenOrder, type Schedule, scheduleFault } from "./schedule.ts";
