/** Watches what a kernel really touches, element by element, and compares it with what it says. */

import { ABSENT, type Graph } from "../../lib/graph/mod.ts";
import type { Elements } from "../../lib/run/elements.ts";
import type { Call, Operand, Watch } from "../../lib/run/kernel.ts";
import { KERNELS } from "../../lib/run/kernels/mod.ts";
import { bytesOf, layOut } from "../../lib/run/memory.ts";

/** One thing that a kernel did: the element of an input that it read, or of an output it wrote. */
export interface Access {
  readonly kind: "read" | "write";
  readonly place: number;
  readonly element: number;
}

/**
 * Runs the operator of a graph on arrays that tell of each access.
 *
 * @returns Everything that it touched, in time, and what was wrong with its announcements: a read
 * that was not announced since the last write, an announced read that did not come, a write that
 * was not announced before the next read.
 */
export function spyOn(graph: Graph, inputs: readonly Uint8Array[]): {
  accesses: Access[];
  faults: string[];
} {
  const [operator] = graph.operators;
  const { operands } = layOut(graph);
  graph.inputs.forEach((id, i) => bytesOf(operands[id]!).set(inputs[i]));
  const accesses: Access[] = [];
  const faults: string[] = [];
  const announced = new Map<string, boolean>(); // read -> whether it has come
  const written = new Set<string>(); // writes that were not announced yet
  const copied = new Set<string>(); // writes that a copy has announced
  const settleReads = () => {
    for (const [read, came] of announced) if (!came) faults.push(`announced but not read: ${read}`);
    announced.clear();
  };
  const settleWrites = () => {
    for (const write of written) faults.push(`written but not announced: ${write}`);
    written.clear();
  };
  const read = (place: number, element: number) => {
    settleWrites();
    accesses.push({ kind: "read", place, element });
    const name = `input ${place}[${element}]`;
    if (!announced.has(name)) faults.push(`read but not announced: ${name}`);
    else announced.set(name, true);
  };
  const write = (place: number, element: number) => {
    accesses.push({ kind: "write", place, element });
    const name = `output ${place}[${element}]`;
    if (!copied.delete(name)) written.add(name);
  };
  const announce = (place: number, first: number, count: number) => {
    if (graph.tensors[operator.inputs[place]].role !== "activation") return;
    for (let i = first; i < first + count; i++) {
      const name = `input ${place}[${i}]`;
      if (!announced.get(name)) announced.set(name, false);
    }
  };
  const watch: Watch = {
    reads(place, first, count) {
      settleWrites();
      copied.clear();
      announce(place, first, count);
    },
    writes(place, first, count) {
      for (let i = first; i < first + count; i++) written.delete(`output ${place}[${i}]`);
      settleReads();
    },
    copies(input, from, output, to, count) {
      settleWrites();
      settleReads();
      announce(input, from, count);
      for (let i = to; i < to + count; i++) copied.add(`output ${output}[${i}]`);
    },
  };
  const spied = (id: number, touch: Pick<ProxyHandler<object>, "get" | "set">): Operand => {
    const { tensor, data } = operands[id]!;
    return { tensor, data: new Proxy<object>(data, touch) as Elements };
  };
  const call: Call = {
    operator,
    inputs: operator.inputs.map((id, place) => {
      if (id === ABSENT || graph.tensors[id].role !== "activation") return operands[id];
      return spied(id, {
        get(target, key) {
          if (isIndex(key)) read(place, Number(key));
          return property(target, key);
        },
        set: () => false,
      });
    }),
    outputs: operator.outputs.map((id, place) =>
      spied(id, {
        get: property,
        set(target, key, value) {
          write(place, Number(key));
          return Reflect.set(target, key, value, target);
        },
      })
    ),
    watch,
    called: [],
    resources: new Map(),
  };
  KERNELS[operator.type](call)();
  settleWrites();
  settleReads();
  return { accesses, faults };
}

function isIndex(key: string | symbol): boolean {
  return typeof key === "string" && /^\d+$/.test(key);
}

/** Elements and sizes only: a method (`fill`, `set`, `subarray`) would touch elements unseen. */
function property(target: object, key: string | symbol): unknown {
  if (!isIndex(key) && key !== "length" && key !== "BYTES_PER_ELEMENT") {
    throw new TypeError(`Cannot spy on a kernel that uses ${String(key)} of an activation`);
  }
  return Reflect.get(target, key, target);
}
