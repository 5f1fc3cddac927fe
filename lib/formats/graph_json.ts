/** Graphs of bytes as JSON: `tensors[{name, bytes}]`, `ops[{type, inputs, outputs, inplace}]`. */

import {
  createGraph,
  GraphError,
  type Model,
  type Operator,
  quoted,
  type Tensor,
} from "../graph/mod.ts";
import type { Format } from "./format.ts";
import { FormatError } from "./format_error.ts";
import { checkLimit, limitsOf } from "./limits.ts";

const NAME = "graph-json";

/**
 * Graphs that are known by their bytes only. Every tensor is an activation of `bytes` bytes; an
 * operator's `inplace` (the id of an input whose memory its output may take, or -1) becomes the
 * attribute `inplace`.
 */
export const graphJson: Format = {
  name: NAME,
  detect(bytes) {
    const start = new TextDecoder().decode(bytes.subarray(0, 4096));
    return /^\ufeff?\s*\{/.test(start) && /"(tensors|ops)"\s*:\s*\[/.test(start);
  },
  parse(bytes, options = {}) {
    const root = parseJson(bytes);
    const limits = limitsOf(options);
    const given = list(field(root, "tensors", ""), "tensors");
    checkLimit(limits, "tensors", given.length, NAME, "tensors");
    const steps = list(field(root, "ops", ""), "ops");
    checkLimit(limits, "operators", steps.length, NAME, "ops");
    const tensors = given.map(readTensor);
    const operators = steps.map((value, o) => readOperator(value, o, tensors));
    const name = (root as { name?: unknown }).name;
    try {
      const graph = createGraph({
        name: typeof name === "string" ? name : "graph",
        tensors,
        operators,
        inputs: ids(field(root, "inputs", ""), "inputs"),
        outputs: ids(field(root, "outputs", ""), "outputs"),
      });
      return Object.freeze({ format: NAME, bytes, graphs: [graph], main: 0, notes: [] } as Model);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      const place = error.place.replace(/^operators/, "ops");
      throw new FormatError(NAME, place, error.expected, error.found);
    }
  },
};

function parseJson(bytes: Uint8Array): object {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new FormatError(NAME, "the root", "valid JSON", quoted(error.message));
  }
  return record(value, "the root");
}

function readTensor(value: unknown, t: number): Tensor {
  const place = `tensors[${t}]`;
  const tensor = record(value, place);
  const bytes = field(tensor, "bytes", place);
  if (!Number.isSafeInteger(bytes) || (bytes as number) < 0) {
    throw new FormatError(NAME, `${place}.bytes`, "a number of bytes", shown(bytes));
  }
  return {
    name: text(tensor, "name", place),
    dtype: "uint8",
    shape: [bytes as number],
    bytes: bytes as number,
    role: "activation",
  };
}

function readOperator(value: unknown, o: number, tensors: readonly Tensor[]): Operator {
  const place = `ops[${o}]`;
  const operator = record(value, place) as { inplace?: unknown };
  const inputs = ids(field(operator, "inputs", place), `${place}.inputs`);
  const outputs = ids(field(operator, "outputs", place), `${place}.outputs`);
  const inplace = operator.inplace ?? -1;
  if (inplace !== -1 && !inputs.includes(inplace as number)) {
    throw new FormatError(
      NAME,
      `${place}.inplace`,
      "an input of the operator or -1",
      shown(inplace),
    );
  }
  return {
    type: text(operator, "type", place),
    name: text(operator, "name", place) || (tensors[outputs[0]]?.name ?? ""),
    attributes: { inplace: inplace as number },
    inputs,
    outputs,
  };
}

function record(value: unknown, place: string): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new FormatError(NAME, place, "an object", shown(value));
}

function field(value: object, name: string, place: string): unknown {
  if (Object.hasOwn(value, name)) return (value as Record<string, unknown>)[name];
  throw new FormatError(NAME, place || "the root", `a field ${quoted(name)}`, "none");
}

/** A field that may be absent, and is a text where it is there. */
function text(value: object, name: string, place: string): string {
  const found = (value as Record<string, unknown>)[name] ?? "";
  if (typeof found === "string") return found;
  throw new FormatError(NAME, `${place}.${name}`, "a text", shown(found));
}

function list(value: unknown, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new FormatError(NAME, place, "a list", shown(value));
}

function ids(value: unknown, place: string): number[] {
  return list(value, place).map((id, i) => {
    if (Number.isInteger(id)) return id as number;
    throw new FormatError(NAME, `${place}[${i}]`, "a tensor index", shown(id));
  });
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? quoted(value) : String(value);
}
