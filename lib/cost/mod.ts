/** What a plan means on a chip: traffic, latency, energy, boards. */
export { type Board, boardById, type BoardFit, boards, fitBoard, usableSram } from "./boards.ts";
export {
  type Cost,
  costOf,
  type PowerFigure,
  powerFigures,
  type PowerProfile,
  powerProfile,
} from "./energy.ts";
export {
  type DeviceTime,
  deviceTimes,
  fitSpeed,
  type Latency,
  latencyOf,
  type OperatorTime,
  speedErrors,
  type SpeedModel,
  timedBoards,
} from "./latency.ts";
export { type Traffic, trafficOf, type TrafficOptions } from "./traffic.ts";
