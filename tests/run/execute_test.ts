import assert from "node:assert/strict";
import { createGraph, type Graph, type Operator, type Tensor } from "../../lib/graph/mod.ts";
import { execute, prepareRun, UnsupportedError } from "../../lib/run/mod.ts";
import { modelOf } from "./overlap.ts";

const int32 = (name: string, shape: number[] = [1], values?: number[]): Tensor => ({
  name,
  dtype: "int32",
  shape,
  bytes: 4 * shape.reduce((all, size) => all * size, 1),
  role: values ? "constant" : "activation",
  ...values && { data: new Uint8Array(Int32Array.from(values).buffer) },
});
const bool = (name: string): Tensor => ({ ...int32(name), dtype: "bool", bytes: 1 });
const op = (type: string, inputs: number[], outputs: number[], more = {}): Operator => ({
  type,
  name: type,
  attributes: { fused_activation_function: "NONE" },
  inputs,
  outputs,
  ...more,
});
const graphOf = (
  tensors: Tensor[],
  operators: Operator[],
  inputs: number[],
  outputs: number[],
): Graph => createGraph({ name: "g", tensors, operators, inputs, outputs });
const bytes = (...values: number[]) => new Uint8Array(Int32Array.from(values).buffer);
const values = (output: Uint8Array) => [...new Int32Array(output.slice().buffer)];

Deno.test("execute() runs operators in the order that is asked for", () => {
  const graph = graphOf(
    ["x", "a", "b", "y"].map((name) => int32(name)),
    [
      op("ADD", [0, 0], [1]),
      op("MUL", [0, 0], [2]),
      op("SUB", [2, 1], [3]),
    ],
    [0],
    [3],
  );
  const steps: number[] = [];
  const onOperator = ({ operator }: { operator: number }) => steps.push(operator);
  const [y] = execute(modelOf(graph), [bytes(7)], { schedule: [1, 0, 2], onOperator });
  assert.deepEqual(values(y), [49 - 14]);
  assert.deepEqual(steps, [1, 0, 2]);
  assert.throws(
    () => execute(modelOf(graph), [bytes(7)], { schedule: [2, 0, 1] }),
    /^RangeError: Cannot run this order/,
  );
});

Deno.test("execute() refuses inputs that do not fit", () => {
  const graph = graphOf([int32("x"), int32("y")], [op("ADD", [0, 0], [1])], [0], [1]);
  assert.throws(
    () => execute(modelOf(graph), []),
    /^RangeError: Cannot run: 1 input wanted, 0 came/,
  );
  assert.throws(
    () => execute(modelOf(graph), [new Uint8Array(3)]),
    /^RangeError: Cannot run: 4 bytes wanted for input 0, 3 came/,
  );
  assert.throws(
    () => execute(modelOf(graph), [bytes(1)], { offsets: [2, 8] }),
    /^RangeError: Cannot read elements: an offset that is a multiple of 4 wanted/,
  );
});

Deno.test("a program names all operators that it cannot run, and throws when it is run", () => {
  const graph = graphOf(
    [int32("x"), int32("y"), int32("z")],
    [
      op("NO_SUCH_OPERATOR", [0], [1]),
      op("RELU", [1], [2]),
    ],
    [0],
    [2],
  );
  const program = prepareRun(modelOf(graph));
  assert.deepEqual(program.unsupported.map(({ operator, error }) => [operator, error.type]), [
    [0, "NO_SUCH_OPERATOR"],
    [1, "RELU"],
  ]);
  assert.match(
    program.unsupported[1].error.message,
    /^Cannot run RELU: float32,float32 or/,
  );
  assert.throws(() => program.run([bytes(1)]), UnsupportedError);
});

Deno.test("IF runs one of its graphs, WHILE its body as long as the condition holds", () => {
  const one = int32("1", [1], [1]);
  const ten = int32("10", [1], [10]);
  const plus = graphOf([int32("x"), one, int32("y")], [op("ADD", [0, 1], [2])], [0], [2]);
  const twice = graphOf([int32("x"), int32("y")], [op("ADD", [0, 0], [1])], [0], [1]);
  const below = graphOf([int32("x"), ten, bool("c")], [op("LESS", [0, 1], [2])], [0], [2]);
  const main = graphOf(
    [int32("x"), bool("c"), int32("a"), int32("y"), ten],
    [
      op("LESS", [0, 4], [1]),
      op("IF", [1, 0], [2], { calls: [1, 2] }),
      op("WHILE", [2], [3], { calls: [3, 2] }),
    ],
    [0],
    [3],
  );
  const model = { ...modelOf(main), graphs: [main, plus, twice, below] };
  assert.deepEqual(values(execute(model, [bytes(2)])[0]), [12], "3, 6, 12");
  assert.deepEqual(values(execute(model, [bytes(40)])[0]), [80], "doubled, then not below 10");
});

Deno.test("variables and resources outlive a run, CALL_ONCE runs once", () => {
  const resource = (name: string): Tensor => ({ ...int32(name), dtype: "resource" });
  const handle = (output: number) =>
    op("VAR_HANDLE", [], [output], { attributes: { container: "", shared_name: "v" } });
  const init = graphOf(
    [resource("h"), int32("5", [1], [5])],
    [
      handle(0),
      op("ASSIGN_VARIABLE", [0, 1], []),
    ],
    [],
    [],
  );
  const main = graphOf(
    [int32("x"), resource("h"), int32("old"), int32("y")],
    [
      op("CALL_ONCE", [], [], { calls: [1] }),
      handle(1),
      op("READ_VARIABLE", [1], [2]),
      op("ADD", [0, 2], [3]),
      op("ASSIGN_VARIABLE", [1, 3], []),
    ],
    [0],
    [3],
  );
  const program = prepareRun({ ...modelOf(main), graphs: [main, init] });
  assert.deepEqual([1, 1, 1].map((x) => values(program.run([bytes(x)])[0])[0]), [6, 7, 8]);
});
