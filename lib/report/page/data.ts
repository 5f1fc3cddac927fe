/** What the script of the report page knows: both sides, step by step, as JSON. */

import { shorten, visible } from "../../charts/mod.ts";
import type { Side } from "./side.ts";

/** Converters join the names of all that they fused: the ends tell them apart. */
const nameOf = (name: string) => shorten(visible(name), 80);

/** One side. Keys are read by `page.js`; bytes are integers, steps count from 0. */
export interface SideData {
  readonly name: string;
  readonly arena: number;
  readonly peakStep: number;
  /** In execution order. */
  readonly steps: readonly {
    readonly operator: number;
    readonly type: string;
    readonly name: string;
    readonly input: number;
    readonly output: number;
    readonly other: number;
    readonly total: number;
  }[];
  /** In the order of the rectangles of the arena map. */
  readonly buffers: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly offset: number;
    readonly start: number;
    readonly end: number;
    /** Steps that read it; empty for scratch. */
    readonly reads: readonly number[];
    /** Step that writes it, or -1; for scratch, the step that uses it. */
    readonly written: number;
    readonly role: "tensor" | "scratch" | "output";
  }[];
}

/** The data of a side. */
export function dataOf({ name, map, buffers, footprint }: Side): SideData {
  const { accounting, schedule, peakSteps } = map;
  const { operators, tensors } = accounting.graph;
  const stepOf = new Map(schedule.map((operator, step) => [operator, step]));
  return {
    name,
    arena: footprint.arena,
    peakStep: peakSteps[0] ?? 0,
    steps: map.steps.map(({ operator, input, output, other, total }) => {
      const { type, name } = operators[operator];
      return { operator, type: nameOf(type), name: nameOf(name), input, output, other, total };
    }),
    buffers: buffers.map(({ tensor, scratchOf, bytes, offset, start, end }) => {
      const place = { bytes, offset, start, end };
      if (tensor === undefined) {
        const name = `scratch of ${nameOf(operators[scratchOf!].name)}`;
        return { name, ...place, reads: [], written: start, role: "scratch" };
      }
      return {
        name: nameOf(tensors[tensor].name),
        ...place,
        reads: accounting.readers[tensor].map((reader) => stepOf.get(reader)!).sort((a, b) =>
          a - b
        ),
        written: stepOf.get(accounting.producer[tensor]) ?? -1,
        role: accounting.toEnd[tensor] ? "output" : "tensor",
      };
    }),
  };
}

/** JSON that may stand inside a script element, whatever its strings hold. */
export function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
