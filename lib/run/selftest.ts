/** A C header by which a firmware checks, at its first start, that its memory plan fits its kernels. */

import { elementsOf, type Graph, type Model } from "../graph/mod.ts";
import { fnv1a64 } from "./digest.ts";
import { prepareRun } from "./execute.ts";
import { seededInputs } from "./inputs.ts";
import { HEADER_END, HEADER_START } from "./selftest_code.ts";

/** What the header says and tests. */
export interface SelftestOptions {
  /** A name of the model for the comment on top. */
  readonly name?: string;
  /** One inference for each; default 1, 2, 3. */
  readonly seeds?: readonly number[];
}

/** How an input is filled, in the words of the C code. */
const FILL: Readonly<Record<string, string>> = {
  float32: "TMM_FLOAT32",
  int32: "TMM_INT32",
  int64: "TMM_INT64",
  bool: "TMM_BOOL",
};

/** Most places at which a float32 output is compared. */
const SAMPLES = 32;

/**
 * The header: C99 (and C++), no allocation. A plan that was made for other kernels than those that
 * run gives wrong outputs without any error; this finds it.
 *
 * The header knows the inputs (a stream of pseudo-random numbers) and what comes out. Integer outputs
 * are compared by their FNV-1a digest. Reals may differ in the last bits from one C library or
 * floating-point unit to the next: they are compared at up to 32 places, to 1/1000 of the largest.
 *
 * @throws {UnsupportedError} If an operator of the model has no kernel here.
 */
export function selftestHeader(model: Model, options: SelftestOptions = {}): string {
  const { name = model.graphs[model.main].name, seeds = [1, 2, 3] } = options;
  const graph = model.graphs[model.main];
  const program = prepareRun(model);
  const outputs = seeds.map((seed) => program.run(seededInputs(graph, seed)));
  return [
    `/* Self test of ${commentText(name)}. Made by tmm; do not edit. */`,
    HEADER_START,
    inputTable(graph),
    `static const uint32_t tmm_seeds[] = {${seeds.map((seed) => `${seed}u`).join(", ")}};`,
    ...outputTables(graph, outputs),
    HEADER_END,
  ].join("\n");
}

/** A name that cannot end the comment it stands in. */
function commentText(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, "?").replaceAll("*/", "* /");
}

function inputTable({ tensors, inputs }: Graph): string {
  const rows = inputs.map((id) => {
    const { dtype, shape, bytes } = tensors[id];
    const kind = FILL[dtype] ?? "TMM_BYTES";
    return `  {${kind}, ${kind === "TMM_BYTES" ? bytes : elementsOf(shape)}u},`;
  });
  return [
    `enum { TMM_INPUTS = ${inputs.length} };`,
    "static const tmm_input tmm_inputs[] = {",
    ...rows,
    "  {TMM_BYTES, 0u} /* an array must not be empty */",
    "};",
  ].join("\n");
}

function outputTables(graph: Graph, bySeed: readonly (readonly Uint8Array[])[]): string[] {
  const samples: number[] = [];
  const rows = bySeed.flatMap((outputs) =>
    outputs.map((bytes, place) => {
      const { dtype } = graph.tensors[graph.outputs[place]];
      if (dtype !== "float32") return digestRow(bytes);
      const values = new Float32Array(bytes.slice().buffer);
      const step = Math.max(1, Math.ceil(values.length / SAMPLES));
      const count = Math.ceil(values.length / step);
      const first = samples.length;
      for (let i = 0; i < count; i++) samples.push(values[i * step]);
      const largest = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      const tolerance = floatLiteral(Math.fround(largest / 1000));
      return `  {0u, 0u, ${first}u, ${count}u, ${step}u, ${tolerance}},`;
    })
  );
  return [
    `enum { TMM_OUTPUTS = ${graph.outputs.length} };`,
    "static const float tmm_samples[] = {",
    ...samples.map((value) => `  ${floatLiteral(value)},`),
    "  0.0f /* an array must not be empty */",
    "};",
    "static const tmm_output tmm_outputs[] = {",
    ...rows,
    "  {0u, 0u, 0u, 0u, 0u, 0.0f} /* an array must not be empty */",
    "};",
  ];
}

function digestRow(bytes: Uint8Array): string {
  return `  {UINT64_C(0x${fnv1a64(bytes)}), ${bytes.length}u, 0u, 0u, 0u, 0.0f},`;
}

/** A float32 as a literal that reads back as the same number. */
function floatLiteral(value: number): string {
  if (!Number.isFinite(value)) return "0.0f";
  return `${value.toExponential(9)}f`;
}
