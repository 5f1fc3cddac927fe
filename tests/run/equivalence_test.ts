import assert from "node:assert/strict";
import {
  createGraph,
  type DType,
  type Graph,
  type Operator,
  type Tensor,
} from "../../lib/graph/mod.ts";
import { parseTflite } from "../../lib/formats/mod.ts";
import {
  band,
  type Draft,
  draftOf,
  extendKernels,
  graphOf,
  recompute,
  type Run,
  runFault,
} from "../../lib/rewrite/mod.ts";
import { equivalence } from "../../lib/run/equivalence.ts";
import { execute, fnv1a64, seededInputs } from "../../lib/run/mod.ts";
import { zoo } from "../../lib/zoo/mod.ts";
import { generator } from "../random_graph.ts";
import { modelOf } from "./overlap.ts";

/** A small form of a network of the zoo. */
function network(id: string, dtype: "int8" | "float32" = "int8"): Draft {
  const { build } = zoo.find((network) => network.id === id)!;
  return draftOf(parseTflite(build({ dtype, inputSize: 40, width: 0.25, weights: "random" })));
}

/** Some runs of a graph, cut into bands of random heights. */
function* runsOf(graph: Graph, random: (limit: number) => number): Generator<Run> {
  for (let first = 0; first < graph.operators.length; first += 1 + random(3)) {
    const last = first + random(6);
    const height = graph.tensors[graph.operators[last]?.outputs[0]]?.shape[1] ?? 0;
    if (height < 2 || runFault(graph, first, last)) continue;
    const inner = new Set(Array.from({ length: 1 + random(3) }, () => 1 + random(height - 1)));
    const cuts = [0, ...[...inner].sort((a, b) => a - b), height];
    yield { first, last, cuts, form: random(2) ? "pad" : "same" };
  }
}

/** The network in bands, and the run that was cut. */
function bandedForms(draft: Draft, random: (limit: number) => number): Graph[] {
  return [...runsOf(graphOf(draft), random)].flatMap((run) => {
    try {
      return [graphOf(band(draft, run))];
    } catch (error) {
      if (error instanceof RangeError && /does not fit/.test(error.message)) return [];
      throw error;
    }
  });
}

function randomFrom(seed: number): (limit: number) => number {
  const next = generator(seed);
  return (limit) => Math.floor(next() * limit);
}

Deno.test("bands, recomputed tensors and extended kernels are shown to change nothing", () => {
  const forms = new Map<string, number>();
  const count = (kind: string) => forms.set(kind, (forms.get(kind) ?? 0) + 1);
  for (
    const [id, dtype] of [["B", "int8"], ["G", "int8"], ["G", "float32"], ["I", "int8"]] as const
  ) {
    const draft = network(id, dtype);
    const before = graphOf(draft);
    const own = equivalence(before, before).origins;
    const extended = extendKernels(draft);
    const twice = before.tensors.keys().filter((tensor) =>
      before.operators.filter(({ inputs }) => inputs.includes(tensor)).length > 1 &&
      before.operators.some(({ outputs }) => outputs.includes(tensor))
    );
    const drafts = {
      extended: extended === draft ? [] : [graphOf(extended)],
      recomputed: [...twice.take(3).map((tensor) => graphOf(recompute(draft, tensor)))],
      banded: bandedForms(draft, randomFrom(7)).slice(0, 12),
    };
    for (const [kind, graphs] of Object.entries(drafts)) {
      for (const after of graphs) {
        const { faults, origins } = equivalence(before, after);
        assert.deepEqual(faults, [], `${id} ${kind}`);
        for (const [o, origin] of origins.entries()) {
          if (origin >= 0) assert.equal(after.operators[o].type, before.operators[origin].type);
        }
        const computing = (origins: readonly number[]) =>
          [...new Set(origins.filter((o) => o >= 0))].sort((a, b) => a - b);
        assert.deepEqual(computing(origins), computing(own), "every operator has a part");
        count(kind);
      }
    }
  }
  assert.ok(
    forms.get("banded")! >= 30 && forms.get("recomputed")! >= 5 && forms.get("extended")! >= 1,
  );
});

/** A graph with one thing changed, or `undefined` where there is nothing of that kind to change. */
type Mutation = (graph: Graph, random: (limit: number) => number) => Graph | undefined;

/** Some operators of a type, and one of them with other contents. */
function changeOperator(
  graph: Graph,
  random: (limit: number) => number,
  type: RegExp,
  change: (operator: Operator) => Operator | undefined,
): Graph | undefined {
  const ids = [...graph.operators.keys()].filter((o) => type.test(graph.operators[o].type));
  const o = ids[random(ids.length)];
  const operator = o === undefined ? undefined : change(graph.operators[o]);
  return operator && createGraph({ ...graph, operators: graph.operators.with(o, operator) });
}

/** The graph with other data for a constant that only one operator reads. */
function withConstant(graph: Graph, operator: Operator, place: number, data: Uint8Array): Graph {
  const inputs = operator.inputs.with(place, graph.tensors.length);
  const o = graph.operators.indexOf(operator);
  return createGraph({
    ...graph,
    tensors: [...graph.tensors, { ...graph.tensors[operator.inputs[place]], data }],
    operators: graph.operators.with(o, { ...operator, inputs }),
  });
}

function changeConstant(
  graph: Graph,
  random: (limit: number) => number,
  type: RegExp,
  place: number,
  change: (data: Uint8Array, operator: Operator) => boolean,
): Graph | undefined {
  let changed: Graph | undefined;
  changeOperator(graph, random, type, (operator) => {
    const data = graph.tensors[operator.inputs[place]]?.data?.slice();
    if (data && change(data, operator)) changed = withConstant(graph, operator, place, data);
    return undefined;
  });
  return changed;
}

const MUTATIONS: Record<string, Mutation> = {
  "a slice begins a row off": (graph, random) =>
    changeConstant(graph, random, /^SLICE$/, 1, (begin, { inputs, outputs }) => {
      const [input, output] = [graph.tensors[inputs[0]], graph.tensors[outputs[0]]];
      const row = new Int32Array(begin.buffer)[1] + (random(2) ? 1 : -1);
      new Int32Array(begin.buffer)[1] = row;
      return row >= 0 && row + output.shape[1] <= input.shape[1];
    }),
  "padding lies on the other side": (graph, random) =>
    changeConstant(graph, random, /^PAD$/, 1, (paddings) => {
      const margins = new Int32Array(paddings.buffer);
      const d = 1 + random(2);
      const [before, after] = [margins[2 * d], margins[2 * d + 1]];
      [margins[2 * d], margins[2 * d + 1]] = [after, before];
      return before !== after;
    }),
  "a weight is another": (graph, random) =>
    changeConstant(graph, random, /CONV/, 1 + random(2), (weights) => {
      weights[random(weights.length)] ^= 1 << random(8);
      return true;
    }),
  "bands are joined in another order": (graph, random) =>
    changeOperator(graph, random, /^CONCATENATION$/, (operator) => {
      const { inputs } = operator;
      const [a, b] = [random(inputs.length), random(inputs.length)];
      const same = (facts: (tensor: Tensor) => unknown) =>
        String(facts(graph.tensors[inputs[a]])) === String(facts(graph.tensors[inputs[b]]));
      return a === b || !same(({ shape }) => shape)
        ? undefined
        : { ...operator, inputs: inputs.with(a, inputs[b]).with(b, inputs[a]) };
    }),
  "an operator reads another tensor": (graph, random) =>
    changeOperator(graph, random, /./, (operator) => {
      const place = random(operator.inputs.length);
      const { shape, dtype, role } = graph.tensors[operator.inputs[place]];
      if (role !== "activation") return undefined;
      const made = new Set(graph.inputs);
      for (const { outputs } of graph.operators.slice(0, graph.operators.indexOf(operator))) {
        outputs.forEach((id) => made.add(id));
      }
      const others = [...made].filter((id) =>
        id !== operator.inputs[place] && graph.tensors[id].dtype === dtype &&
        String(graph.tensors[id].shape) === String(shape)
      );
      if (others.length === 0) return undefined;
      return { ...operator, inputs: operator.inputs.with(place, others[random(others.length)]) };
    }),
  "padding is of the other kind": (graph, random) =>
    changeOperator(graph, random, /CONV|POOL/, (operator) => {
      const padding = operator.attributes.padding === "SAME" ? "VALID" : "SAME";
      return { ...operator, attributes: { ...operator.attributes, padding } };
    }),
  "a scale is another": (graph, random) => {
    const id = graph.operators[random(graph.operators.length)].outputs[0];
    const { quantization } = graph.tensors[id];
    if (!quantization || graph.outputs.includes(id)) return undefined;
    const scales = quantization.scales.map((scale) => scale * 1.5);
    const tensor = { ...graph.tensors[id], quantization: { ...quantization, scales } };
    return createGraph({ ...graph, tensors: graph.tensors.with(id, tensor) });
  },
};

Deno.test("what is shown to change nothing changes nothing, and wrong rows are refused", () => {
  const random = randomFrom(11);
  const refused = new Map<string, number>();
  for (const id of ["B", "G", "I"]) {
    const draft = network(id);
    const before = graphOf(draft);
    const digests = (graph: Graph, seed: number) =>
      execute(modelOf(graph), seededInputs(before, seed)).map(fnv1a64);
    const wanted = digests(before, 1);
    for (const banded of bandedForms(draft, randomFrom(5)).slice(0, 9)) {
      for (const [kind, mutate] of Object.entries(MUTATIONS)) {
        const after = mutate(banded, random);
        if (after === undefined) continue;
        const [fault] = equivalence(before, after).faults;
        const differs = String(digests(after, 1)) !== String(wanted);
        assert.ok(fault !== undefined || !differs, `${kind}: nothing was found`);
        if (fault === undefined) continue;
        assert.match(fault, FAULT, kind);
        refused.set(kind, (refused.get(kind) ?? 0) + 1);
      }
    }
  }
  assert.deepEqual(new Set(refused.keys()), new Set(Object.keys(MUTATIONS)));
  assert.ok(refused.get("a slice begins a row off")! >= 8, JSON.stringify([...refused]));
});

const FAULT =
  /^output \d+ ".*" differs at \[\d+(,\d+)*\]: (the original has in another place what lies there|[A-Z_0-9]+ ".*" (has settings or numbers that the original has not|reads other places than the original does))$/;

Deno.test("operators with a memory must be the same, in the same order", () => {
  const tensor = (name: string, dtype: DType = "float32"): Tensor => ({
    name,
    dtype,
    shape: [1],
    bytes: 4,
    role: "activation",
  });
  const operator = (type: string, inputs: number[], outputs: number[]): Operator => ({
    type,
    name: type,
    attributes: {},
    inputs,
    outputs,
  });
  const handle = operator("VAR_HANDLE", [], [1]);
  const read = operator("READ_VARIABLE", [1], [2]);
  const assign = operator("ASSIGN_VARIABLE", [1, 0], []);
  const relu = operator("RELU", [2], [3]);
  const graphOf = (...operators: Operator[]) =>
    createGraph({
      name: "memory",
      tensors: [tensor("x"), tensor("handle", "resource"), tensor("old"), tensor("y")],
      operators,
      inputs: [0],
      outputs: [3],
    });
  const before = graphOf(handle, read, relu, assign);
  assert.deepEqual(equivalence(before, graphOf(handle, read, assign, relu)).faults, []);
  for (const other of [graphOf(handle, assign, read, relu), graphOf(handle, read, relu)]) {
    assert.deepEqual(equivalence(before, other).faults, [
      "operators with a memory or an effect are others, or in another order",
    ]);
  }
});

Deno.test("an operator with an effect may give another value each time it runs", () => {
  const tensors = ["x", "first", "second", "y"].map((name): Tensor => ({
    name,
    dtype: "float32",
    shape: [1],
    bytes: 4,
    role: "activation",
  }));
  const operator = (type: string, inputs: number[], output: number): Operator => ({
    type,
    name: type,
    attributes: {},
    inputs,
    outputs: [output],
  });
  const difference = (type: string, ...inputs: number[]) =>
    createGraph({
      name: "difference",
      tensors,
      operators: [operator(type, [0], 1), operator(type, [0], 2), operator("SUB", inputs, 3)],
      inputs: [0],
      outputs: [3],
    });
  const faults = (type: string) =>
    equivalence(difference(type, 1, 2), difference(type, 2, 1)).faults;
  assert.deepEqual(faults("RELU"), []);
  assert.equal(faults("Dice").length, 1);
});
