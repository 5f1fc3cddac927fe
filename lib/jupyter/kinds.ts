/** Which view belongs to a value: told by its shape, because results are plain data without classes. */

import * as views from "./views.ts";
import type { View } from "./view.ts";

/** The properties that tell a kind of result from every other value, and its view. */
interface Kind {
  readonly properties: readonly string[];
  // deno-lint-ignore no-explicit-any -- the properties have told what it is
  readonly view: (value: any) => View;
}

/** One entry per kind. To add one: a view, and a line here. */
const KINDS: readonly Kind[] = [
  { properties: ["model", "map", "macs", "fit"], view: views.analysisView },
  { properties: ["baseline", "result", "plan", "kernels", "rewrites"], view: views.fitView },
  { properties: ["accounting", "schedule", "buffers", "optimal"], view: views.planView },
  { properties: ["accounting", "schedule", "steps", "peakSteps"], view: views.mapView },
  { properties: ["format", "bytes", "graphs", "main"], view: views.modelView },
  {
    properties: ["tensors", "operators", "inputs", "outputs", "controlEdges"],
    view: views.graphView,
  },
];

const LISTS: readonly Kind[] = [
  { properties: ["name", "ordering", "loads", "ms"], view: views.orderView },
  {
    properties: ["network", "stock", "paper", "portable", "reference"],
    view: views.evaluationView,
  },
];

/** The view of a result of ours; absent for every other value. Lists are told by their entries. */
export function viewOfResult(value: unknown): (() => View) | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const [kinds, sample] = Array.isArray(value) ? [LISTS, value[0]] : [KINDS, value];
  if (typeof sample !== "object" || sample === null) return undefined;
  const kind = kinds.find(({ properties }) =>
    properties.every((name) => Object.hasOwn(sample, name))
  );
  return kind && (() => kind.view(value));
}
