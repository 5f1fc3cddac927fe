import assert from "node:assert/strict";
import fc from "fast-check";
import { createGraph, type Graph, sketchGraph, type Tensor } from "../../lib/graph/mod.ts";
import {
  accountFor,
  activationsOnly,
  type Allowance,
  liveBytes,
  type MemoryModel,
  savedBytes,
} from "../../lib/tmm/mod.ts";

/** An operator with inputs and outputs of some bytes, whose ids are in that order. */
function oneOperator(inputs: readonly number[], outputs: readonly number[]): Graph {
  const names = [...inputs, ...outputs].map((_, id) => `t${id}`);
  const [read, written] = [names.slice(0, inputs.length), names.slice(inputs.length)];
  return sketchGraph({
    tensors: Object.fromEntries([...inputs, ...outputs].map((size, id) => [`t${id}`, size])),
    operators: [{ inputs: read, outputs: written }],
    inputs: read,
    outputs: written,
  });
}

function savedIn(graph: Graph, sharing: readonly Allowance[]): number {
  const memory: MemoryModel = { ...activationsOnly, sharingOf: () => sharing };
  return savedBytes(accountFor(graph, memory), 0, (id) => graph.inputs.includes(id));
}

/** The most bytes that offsets below 12 save, by trying them all: every pair apart or as allowed. */
function savedByPlacing({ tensors }: Graph, sharing: readonly Allowance[]): number {
  const total = tensors.reduce((sum, { bytes }) => sum + bytes, 0);
  const offsets: number[] = [];
  let fewest = total;
  const fits = (a: number, b: number): boolean => {
    if (offsets[a] + tensors[a].bytes <= offsets[b]) return true;
    if (offsets[b] + tensors[b].bytes <= offsets[a]) return true;
    return sharing.some(({ input, output, distance, exact }) => {
      const found = offsets[a] - offsets[b];
      return input === a && output === b && (exact ? found === distance : found >= distance);
    });
  };
  const placeFrom = (id: number): void => {
    if (id === tensors.length) {
      const used = new Set(
        tensors.flatMap(({ bytes }, t) =>
          Array.from({ length: bytes }, (_, byte) => offsets[t] + byte)
        ),
      );
      fewest = Math.min(fewest, used.size);
      return;
    }
    for (offsets[id] = 0; offsets[id] < 12; offsets[id]++) {
      const others = offsets.slice(0, id).keys();
      if ([...others].every((other) => fits(other, id) || fits(id, other))) placeFrom(id + 1);
    }
  };
  placeFrom(0);
  return total - fewest;
}

const inPlace = (input: number, output: number): Allowance => ({
  input,
  output,
  distance: 0,
  exact: true,
});

Deno.test("savedBytes() is what the best placement saves, with one pair and with views", () => {
  const cases: [number[], number[], Allowance[], number][] = [
    [[4], [3], [inPlace(0, 1)], 3],
    [[4], [4], [{ input: 0, output: 1, distance: 1, exact: false }], 3],
    // Either input can lie in the output, or either output over the input: not both.
    [[3, 3], [3], [inPlace(0, 2), inPlace(1, 2)], 3],
    [[3], [3, 3], [inPlace(0, 1), inPlace(0, 2)], 3],
    // A join of views, and a split into them.
    [[2, 2], [4], [inPlace(0, 2), { input: 1, output: 2, distance: 2, exact: true }], 4],
    [[4], [2, 2], [inPlace(0, 1), { input: 0, output: 2, distance: -2, exact: true }], 4],
  ];
  for (const [inputs, outputs, sharing, saved] of cases) {
    const graph = oneOperator(inputs, outputs);
    assert.equal(savedByPlacing(graph, sharing), saved);
    assert.equal(savedIn(graph, sharing), saved);
  }
});

Deno.test("no placement of an operator saves more than savedBytes()", () => {
  const sizes = (maxLength: number) =>
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength });
  const permission = fc.option(fc.record({
    distance: fc.integer({ min: -3, max: 4 }),
    exact: fc.boolean(),
  }));
  const permissions = fc.array(permission, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(sizes(2), sizes(2), permissions, (inputs, outputs, given) => {
      const sharing = inputs.flatMap((_, input) =>
        outputs.flatMap((_, o): Allowance[] => {
          const one = given[2 * input + o];
          return one ? [{ input, output: inputs.length + o, ...one }] : [];
        })
      );
      const graph = oneOperator(inputs, outputs);
      const [saved, placed] = [savedIn(graph, sharing), savedByPlacing(graph, sharing)];
      assert.ok(placed <= saved, `${placed} bytes saved, at most ${saved} expected`);
      if (sharing.length === 1) assert.equal(placed, saved);
    }),
    { numRuns: 60 },
  );
});

Deno.test("distances are rounded up like sizes, unless they are exact", () => {
  const graph = oneOperator([40], [40]);
  const savedAt = (distance: number, exact: boolean) => {
    const sharingOf = () => [{ input: 0, output: 1, distance, exact }];
    const accounting = accountFor(graph, { ...activationsOnly, alignment: 16, sharingOf });
    return [accounting.sharing[0][0].distance, savedBytes(accounting, 0, (id) => id === 0)];
  };
  assert.deepEqual(savedAt(5, false), [16, 32]);
  assert.deepEqual(savedAt(-20, false), [-16, 48]);
  assert.deepEqual(savedAt(5, true), [5, 43]);
});

Deno.test("a variable that counts is live throughout, whoever writes it", () => {
  const tensor = (name: string, bytes: number, role: Tensor["role"] = "activation"): Tensor => ({
    name,
    dtype: "int8",
    shape: [bytes],
    bytes,
    role,
  });
  //   x(1) -> [0] -> a(2) -> [1] -> state(8)    a -> [2] -> y(1)
  const graph = createGraph({
    name: "state",
    tensors: [tensor("x", 1), tensor("a", 2), tensor("state", 8, "variable"), tensor("y", 1)],
    operators: [[[0], [1]], [[1], [2]], [[1], [3]]].map(([inputs, outputs], o) => ({
      type: "OP",
      name: `op${o}`,
      attributes: {},
      inputs,
      outputs,
    })),
    inputs: [0],
    outputs: [3],
  });
  const memory: MemoryModel = { ...activationsOnly, bytesOf: ({ bytes }) => bytes };
  assert.deepEqual(liveBytes(accountFor(graph, memory), [0, 1, 2]), [11, 10, 11]);
});
