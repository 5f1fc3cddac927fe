/** What a plan means on a chip: traffic, latency, energy, boards. */
export { type Traffic, trafficOf, type TrafficOptions } from "./traffic.ts";
