/** IF, WHILE and CALL_ONCE: operators that call graphs. */

import { type Call, type CalledGraph, cells, type Kernel, type Operand } from "../kernel.ts";
import { inputOf, UnsupportedError } from "../kernel.ts";

function copyAll(from: Operand, to: Operand): void {
  const x = cells(from);
  const y = cells(to);
  for (let i = 0; i < y.length; i++) y[i] = x[i];
}

/** Copies inputs of the operator, from one place on, to a graph's inputs. */
function toGraph(call: Call, graph: CalledGraph, firstPlace: number): void {
  graph.inputs.forEach((target, i) => {
    const from = inputOf(call, firstPlace + i);
    call.watch?.reads(firstPlace + i, 0, from.data.length);
    copyAll(from, target);
  });
}

/** Copies values to the outputs of the operator. */
function toOutputs(call: Call, values: readonly Operand[]): void {
  call.outputs.forEach((output, place) => {
    copyAll(values[place], output);
    call.watch?.writes(place, 0, output.data.length);
  });
}

function expectGraphs(call: Call, count: number): void {
  if (call.called.length === count) return;
  const reason = `${count} called graphs wanted, ${call.called.length} came`;
  throw new UnsupportedError(call.operator.type, reason);
}

/** Prepares IF: the first graph for true, the second for false. */
export const ifKernel: Kernel = (call) => {
  expectGraphs(call, 2);
  const condition = cells(inputOf(call, 0));
  return () => {
    call.watch?.reads(0, 0, 1);
    const graph = call.called[condition[0] ? 0 : 1];
    toGraph(call, graph, 1);
    graph.run();
    toOutputs(call, graph.outputs);
  };
};

/** Prepares WHILE: the first graph says whether the second runs (again) on the outputs. */
export const whileKernel: Kernel = (call) => {
  expectGraphs(call, 2);
  const [condition, body] = call.called;
  const holds = () => {
    condition.run();
    return Boolean(cells(condition.outputs[0])[0]);
  };
  const fromOutputs = (graph: CalledGraph) =>
    graph.inputs.forEach((target, i) => copyAll(call.outputs[i], target));
  return () => {
    toGraph(call, condition, 0);
    call.outputs.forEach((output, place) => {
      const input = inputOf(call, place);
      call.watch?.reads(place, 0, input.data.length);
      copyAll(input, output);
      call.watch?.writes(place, 0, output.data.length);
    });
    while (holds()) {
      fromOutputs(body);
      body.run();
      toOutputs(call, body.outputs);
      fromOutputs(condition);
    }
  };
};

/** Prepares CALL_ONCE: the graph runs the first time only. */
export const callOnceKernel: Kernel = (call) => {
  expectGraphs(call, 1);
  let done = false;
  return () => {
    if (!done) call.called[0].run();
    done = true;
  };
};
