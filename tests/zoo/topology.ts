/** Networks as lists of steps in words that every file format can say, to compare one with another. */

import type { Graph, Operator } from "../../lib/graph/mod.ts";

/** The image that the caller writes, as a source of a step. */
export const IMAGE = -1;

/** One step of a network. */
export interface Step {
  /** What it does: `conv 3x3/2 32 relu`, `max 3x3/2`, `add`, ... */
  readonly what: string;
  /** Positions of the steps whose results it reads, or {@linkcode IMAGE}. */
  readonly reads: readonly number[];
}

/** Steps under construction, by the names of the results; some operators only pass on what they read. */
export class Steps {
  readonly list: Step[] = [];
  readonly #sources = new Map<string, number>();

  /** Names the image. */
  image(name: string): void {
    this.#sources.set(name, IMAGE);
  }

  /** Whether something was computed under this name (constants were not). */
  has(name: string): boolean {
    return this.#sources.has(name);
  }

  /** Appends a step. Sums do not depend on the order of their terms. */
  add(what: string, inputs: readonly string[], output: string): void {
    const reads = inputs.filter((name) => this.has(name)).map((name) => this.#sources.get(name)!);
    if (what.startsWith("add")) reads.sort((a, b) => a - b);
    this.#sources.set(output, this.list.push({ what, reads }) - 1);
  }

  /** Lets a name stand for the result of another. */
  pass(input: string, output: string): void {
    this.#sources.set(output, this.#sources.get(input)!);
  }

  /** Changes the step that made a result, if nothing else is meant by it. */
  amend(name: string, what: (old: string) => string): void {
    const at = this.#sources.get(name)!;
    this.list[at] = { ...this.list[at], what: what(this.list[at].what) };
  }

  /** What the step does that made a result. */
  what(name: string): string {
    return this.list[this.#sources.get(name)!]?.what ?? "image";
  }
}

/**
 * The steps of both lists that the other does not have. Two steps are the same if they do the same
 * with the same: the place in the list does not matter.
 */
export function difference(left: readonly Step[], right: readonly Step[]): string[] {
  const ids = new Map<string, number>();
  const keysOf = (steps: readonly Step[]) => {
    const keys: number[] = [];
    for (const { what, reads } of steps) {
      const text = `${what} (${reads.map((read) => read === IMAGE ? "image" : keys[read])})`;
      if (!ids.has(text)) ids.set(text, ids.size);
      keys.push(ids.get(text)!);
    }
    return keys;
  };
  const counts = new Map<number, { count: number; what: string }>();
  const count = (steps: readonly Step[], sign: number) => {
    keysOf(steps).forEach((key, i) => {
      const known = counts.get(key) ?? { count: 0, what: steps[i].what };
      counts.set(key, { ...known, count: known.count + sign });
    });
  };
  count(left, 1);
  count(right, -1);
  return [...counts.values()].filter((entry) => entry.count !== 0)
    .map((entry) => `${entry.count > 0 ? "left" : "right"}: ${entry.what}`);
}

/** Operators that change no value, or that other formats do not show. */
const PASSING = new Set(["RESHAPE", "SQUEEZE", "QUANTIZE", "SOFTMAX"]);

const FUSED = "fused_activation_function";

/** The steps of a .tflite graph in common words. */
export function stepsOf(graph: Graph): Step[] {
  const steps = new Steps();
  steps.image(String(graph.inputs[0]));
  for (const operator of graph.operators) {
    const inputs = operator.inputs.map(String);
    const output = String(operator.outputs[0]);
    if (PASSING.has(operator.type)) {
      steps.pass(inputs[0], output);
    } else if (operator.type === "ADD" && operator.attributes[FUSED] === "RELU") {
      steps.add("add", inputs, `${output} before`);
      steps.add("relu", [`${output} before`], output);
    } else {
      steps.add(wordsFor(operator, graph), inputs, output);
    }
  }
  return steps.list;
}

function wordsFor({ type, attributes, inputs, outputs }: Operator, { tensors }: Graph): string {
  const relu = attributes[FUSED] === "RELU" ? " relu" : "";
  const { stride_h, filter_height, filter_width } = attributes;
  const [filters, height, width] = tensors[inputs[1]]?.shape ?? [];
  const small = tensors[outputs[0]].shape.slice(1, 3).every((size) => size === 1);
  switch (type) {
    case "CONV_2D":
      return `conv ${height}x${width}/${stride_h} ${filters}${relu}`;
    case "FULLY_CONNECTED":
      return `conv 1x1/1 ${filters}${relu}`;
    case "DEPTHWISE_CONV_2D":
      return `depthwise ${height}x${width}/${stride_h}${relu}`;
    case "MEAN":
      return "global average";
    case "MAX_POOL_2D":
      return `max ${filter_height}x${filter_width}/${stride_h}`;
    case "AVERAGE_POOL_2D":
      return small ? "global average" : `average ${filter_height}x${filter_width}/${stride_h}`;
    default:
      return `${type.toLowerCase()}${relu}`;
  }
}
