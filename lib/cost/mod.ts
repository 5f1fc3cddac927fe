/** What a plan means on a chip: traffic, latency, energy, boards. */
export { type Traffic, trafficOf, type TrafficOptions } from "./traffic.ts";
export { type Board, boardById, type BoardFit, boards, fitBoard, usableSram } from "./boards.ts";
