/** The lowest peak as a mixed-integer program for npm:highs, written from the graph alone. */

import highsModule from "highs";
import type { Graph } from "../../lib/graph/mod.ts";
import { type MemoryModel, overlapBytes } from "../../lib/tmm/mod.ts";

// The types of the package describe an ES module, but it exports the loader itself.
const highs = await (highsModule as unknown as typeof highsModule.default)();

/** A factor and the variable that it stands before. */
type Term = readonly [factor: number, variable: string];

/** A program in the making. */
class Program {
  readonly #rows: string[] = [];
  readonly #bounds: string[] = [];
  readonly #binaries: string[] = [];

  atLeast(least: number, ...terms: readonly Term[]): void {
    const sum = terms.map(([factor, name]) =>
      `${factor < 0 ? "-" : "+"} ${Math.abs(factor)} ${name}`
    );
    this.#rows.push(` r${this.#rows.length}: ${sum.join(" ")} >= ${least}`);
  }

  between(least: number, most: number, variable: string): string {
    this.#bounds.push(` ${least} <= ${variable} <= ${most}`);
    return variable;
  }

  binary(variable: string): string {
    this.#binaries.push(` ${variable}`);
    return variable;
  }

  minimize(variable: string): number {
    const parts = ["Minimize", ` obj: ${variable}`, "Subject To", ...this.#rows];
    const text = [...parts, "Bounds", ...this.#bounds, "Binary", ...this.#binaries, "End"].join(
      "\n",
    );
    const { Status, ObjectiveValue } = highs.solve(text, { mip_rel_gap: 0, mip_abs_gap: 0.5 });
    if (Status !== "Optimal") throw new Error(`Cannot solve the program: ${Status}`);
    return Math.round(ObjectiveValue);
  }
}

/**
 * The lowest peak over all orders of a graph, at alignment 1.
 *
 * `z_o_s` is 1 if operator o has run after step s, `y_t_s` is 1 while tensor t is live. What sharing
 * saves in a step is at most the sum over inputs and at most the sum over outputs, each only for
 * inputs that are no longer live in the next step.
 */
export function leastByMilp(graph: Graph, memory: MemoryModel): number {
  const { operators, tensors } = graph;
  const program = new Program();
  const steps = operators.map((_, s) => s);
  const maker = tensors.map((_, id) => operators.findIndex(({ outputs }) => outputs.includes(id)));
  for (const o of operators.keys()) for (const s of steps) program.binary(`z_${o}_${s}`);
  for (const id of tensors.keys()) for (const s of steps) program.between(0, 1, `y_${id}_${s}`);
  /** A factor times whether an operator has run after a step; nothing before the first step. */
  const ran = (factor: number, o: number, s: number): Term[] =>
    s < 0 ? [] : [[factor, `z_${o}_${s}`]];
  const runs = (factor: number, o: number, s: number): Term[] => [
    ...ran(factor, o, s),
    ...ran(-factor, o, s - 1),
  ];

  for (const s of steps) {
    const all = operators.flatMap((_, o) => ran(1, o, s));
    program.atLeast(s + 1, ...all);
    program.atLeast(-s - 1, ...all.map(([factor, name]): Term => [-factor, name]));
    operators.forEach(({ inputs }, o) => {
      program.atLeast(0, ...runs(1, o, s));
      const edges = graph.controlEdges.filter(([, after]) => after === o).map(([before]) => before);
      for (const before of [...inputs.map((id) => maker[id]).filter((m) => m >= 0), ...edges]) {
        program.atLeast(0, ...ran(1, before, s - 1), ...ran(-1, o, s));
      }
    });
    tensors.forEach((_, id) => {
      const isMade = maker[id] < 0 ? [] : ran(-1, maker[id], s);
      const least = maker[id] < 0 ? 1 : 0;
      const readers = [...operators.keys()].filter((o) => operators[o].inputs.includes(id));
      const live: Term = [1, `y_${id}_${s}`];
      for (const o of readers) program.atLeast(least, live, ...isMade, ...ran(1, o, s - 1));
      if (graph.outputs.includes(id)) program.atLeast(least, live, ...isMade);
      if (maker[id] >= 0) program.atLeast(0, live, ...runs(-1, maker[id], s));
      else if (s === 0) program.atLeast(1, live);
    });
    const needs = tensors.map((tensor, id): Term => [-memory.bytesOf(tensor), `y_${id}_${s}`]);
    const scratch = operators.flatMap((operator, o) => {
      const bytes = memory.scratchOf(operator, graph).reduce((sum, request) => sum + request, 0);
      return bytes > 0 ? runs(-bytes, o, s) : [];
    });
    const saved = operators.flatMap((_, o) => savedIn(program, graph, memory, o, s, runs));
    program.atLeast(0, [1, "peak"], ...needs, ...scratch, ...saved);
  }
  return program.minimize("peak");
}

/** Adds what sharing saves while an operator runs in a step; the term of it. */
function savedIn(
  program: Program,
  graph: Graph,
  memory: MemoryModel,
  o: number,
  s: number,
  runs: (factor: number, o: number, s: number) => Term[],
): Term[] {
  const allowed = memory.sharingOf(graph.operators[o], graph);
  if (allowed.length === 0) return [];
  const sizeOf = (id: number) => memory.bytesOf(graph.tensors[id]);
  const commonOf = (input: number, output: number) =>
    allowed.filter((one) => one.input === input && one.output === output)
      .reduce((sum, one) => sum + overlapBytes(sizeOf(input), sizeOf(output), one), 0);
  const inputs = [...new Set(allowed.map(({ input }) => input))];
  const outputs = [...new Set(allowed.map(({ output }) => output))];
  const dies = new Map(inputs.map((id) => [id, program.between(0, 1, `d_${o}_${s}_${id}`)]));
  for (const [id, dead] of dies) {
    program.atLeast(0, [-1, dead], ...runs(1, o, s));
    if (s + 1 < graph.operators.length) program.atLeast(-1, [-1, dead], [-1, `y_${id}_${s + 1}`]);
    if (graph.outputs.includes(id)) program.atLeast(0, [-1, dead]);
  }
  const bySide = inputs.map((id): Term => {
    const common = outputs.reduce((sum, output) => sum + commonOf(id, output), 0);
    return [Math.min(sizeOf(id), common), dies.get(id)!];
  });
  const byOther = outputs.map((output): Term => {
    const part = program.between(0, sizeOf(output), `w_${o}_${s}_${output}`);
    const common = inputs.map((id): Term => [commonOf(id, output), dies.get(id)!]);
    program.atLeast(0, [-1, part], ...common);
    return [1, part];
  });
  const saved = `c_${o}_${s}`;
  program.atLeast(0, [-1, saved], ...bySide);
  program.atLeast(0, [-1, saved], ...byOther);
  return [[1, saved]];
}
