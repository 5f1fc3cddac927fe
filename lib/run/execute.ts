/** Runs a model in one arena, operator by operator. */

import { ABSENT, counted, type Graph, type Model, type Operator, want } from "../graph/mod.ts";
import { givenOrder, type Schedule, scheduleFault } from "../tmm/mod.ts";
import {
  type Call,
  type CalledGraph,
  type Operand,
  type Resources,
  UnsupportedError,
} from "./kernel.ts";
import { KERNELS } from "./kernels/mod.ts";
import { bytesOf, type GraphMemory, layOut } from "./memory.ts";
import { Ownership, type ScratchPlace } from "./taint.ts";

/** How a model is run. */
export interface ExecuteOptions {
  /**
   * Per tensor of the main graph: its offset in the arena, or -1 for a place of its own, which is
   * where every tensor lies without this option. Called graphs have memory of their own.
   */
  readonly offsets?: readonly number[];
  /** The order in which the operators of the main graph run; the file's own by default. */
  readonly schedule?: Schedule;
  /** Check at every read that the bytes belong to the tensor that is meant. */
  readonly taint?: boolean;
  /** Scratch memory in the arena; only taint looks at it, the kernels' own lies elsewhere. */
  readonly scratch?: readonly ScratchPlace[];
  /** Called after each operator of the main graph. */
  readonly onOperator?: (progress: OperatorProgress) => void;
}

/** Which operator has just run. */
export interface OperatorProgress {
  /** Position in the schedule. */
  readonly step: number;
  /** Operator id. */
  readonly operator: number;
}

/** A model that is ready to run, again and again; variables keep their values between runs. */
export interface Program {
  /** Bytes of the arena: the end of the highest tensor with an offset. */
  readonly arenaBytes: number;
  /** Operators that no kernel runs; `run` throws the first of them. */
  readonly unsupported: readonly UnsupportedOperator[];
  /**
   * One inference: bytes of each input in, a copy of the bytes of each output out.
   *
   * @throws {RangeError} If inputs do not have the number or the sizes that the graph says.
   * @throws {UnsupportedError} If an operator cannot be run.
   * @throws {TaintError} With `taint`, if a read finds bytes of another tensor.
   */
  run(inputs: readonly Uint8Array[]): Uint8Array[];
}

/** An operator that no kernel runs. */
export interface UnsupportedOperator {
  /** Index of its graph. */
  readonly graph: number;
  /** Its id there. */
  readonly operator: number;
  /** Why. */
  readonly error: UnsupportedError;
}

/**
 * Prepares a model: memory, constants, kernels. Kernels compute what TensorFlow Lite Micro's
 * reference kernels do, bit for bit for integers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { load, prepareRun, seededInputs, zoo } from "@tmm/tmm";
 * const model = load(zoo[0].build({ width: 0.25, inputSize: 32 }));
 * const program = prepareRun(model);
 * const [scores] = program.run(seededInputs(model.graphs[model.main], 1));
 * assert.equal(scores.length, 1001); // bytes: one int8 per class
 * ```
 *
 * @throws {RangeError} If the schedule is not valid or an offset is not aligned to its elements.
 */
export function prepareRun(model: Model, options: ExecuteOptions = {}): Program {
  const { offsets, schedule, taint = false, scratch, onOperator } = options;
  want(model?.graphs, "prepare a run", "a model from load()", model);
  const graph = model.graphs[model.main];
  const fault = schedule && scheduleFault(graph, schedule);
  if (fault) throw new RangeError(`Cannot run this order: ${fault}`);
  const state: State = { model, resources: new Map(), called: new Map(), unsupported: [] };
  const memory = layOut(graph, offsets);
  const arenaBytes = memory.arena.byteLength;
  const ownership = taint ? new Ownership(graph, memory.offsets, arenaBytes, scratch) : undefined;
  const steps = bind(state, model.main, memory, ownership);
  const order = schedule ?? givenOrder(graph);
  return {
    arenaBytes,
    unsupported: state.unsupported,
    run(inputs) {
      if (state.unsupported.length > 0) throw state.unsupported[0].error;
      // A tensor that nobody writes reads as zeros, whatever an earlier run has left there.
      new Uint8Array(memory.arena).fill(0);
      writeInputs(graph, memory, inputs);
      ownership?.inputsWritten();
      order.forEach((operator, step) => {
        const { run, watched } = steps[operator];
        ownership?.begin(step, operator, watched);
        run();
        ownership?.end(watched);
        onOperator?.({ step, operator });
      });
      ownership?.outputsRead();
      return graph.outputs.map((id) => bytesOf(operandOf(memory, id)).slice());
    },
  };
}

/** Prepares a model and runs it once; see {@linkcode prepareRun}. */
export function execute(
  model: Model,
  inputs: readonly Uint8Array[],
  options: ExecuteOptions = {},
): Uint8Array[] {
  return prepareRun(model, options).run(inputs);
}

interface State {
  readonly model: Model;
  readonly resources: Resources;
  /** Graphs that operators call, bound once each. */
  readonly called: Map<number, CalledGraph>;
  readonly unsupported: UnsupportedOperator[];
}

interface Step {
  readonly run: () => void;
  readonly watched: boolean;
}

/** Prepares the kernels of a graph on its memory. */
function bind(state: State, index: number, memory: GraphMemory, ownership?: Ownership): Step[] {
  const graph = state.model.graphs[index];
  return graph.operators.map((operator, o): Step => {
    const watched = ownership?.overlaps(operator) ?? false;
    try {
      const kernel = KERNELS[operator.type];
      if (!kernel) throw new UnsupportedError(operator.type, "there is no kernel for it");
      const operands = (ids: readonly number[]) =>
        ids.map((id) => {
          if (id === ABSENT || memory.operands[id]) return memory.operands[id];
          const { name, dtype } = graph.tensors[id];
          const reason = `tensor "${name}" of type ${dtype} has no data that a kernel can read`;
          throw new UnsupportedError(operator.type, reason);
        });
      const call: Call = {
        operator,
        inputs: operands(operator.inputs),
        outputs: operands(operator.outputs) as Operand[],
        watch: watched ? ownership?.watch(operator) : undefined,
        called: (operator.calls ?? []).map((graph) => calledGraph(state, graph)),
        resources: state.resources,
      };
      return { run: kernel(call), watched };
    } catch (error) {
      state.unsupported.push({ graph: index, operator: o, error: asUnsupported(operator, error) });
      return { run: () => {}, watched };
    }
  });
}

/** Kernels count on valid operators: on one that a broken file describes, they fail in any way. */
function asUnsupported({ type }: Operator, error: unknown): UnsupportedError {
  if (error instanceof UnsupportedError) return error;
  if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
  return new UnsupportedError(type, "its operands or settings are not those of a valid operator");
}

function calledGraph(state: State, index: number): CalledGraph {
  const found = state.called.get(index);
  if (found) return found;
  const graph = state.model.graphs[index];
  const memory = layOut(graph);
  const steps: Step[] = [];
  const called = {
    inputs: graph.inputs.map((id) => operandOf(memory, id)),
    outputs: graph.outputs.map((id) => operandOf(memory, id)),
    run: () => steps.forEach(({ run }) => run()),
  };
  state.called.set(index, called);
  steps.push(...bind(state, index, memory));
  return called;
}

function operandOf({ operands }: GraphMemory, id: number): Operand {
  const operand = operands[id];
  if (operand) return operand;
  throw new UnsupportedError("the graph", `tensor ${id} has no data that can be read`);
}

function writeInputs(graph: Graph, memory: GraphMemory, inputs: readonly Uint8Array[]): void {
  if (inputs.length !== graph.inputs.length) {
    throw new RangeError(
      `Cannot run: ${counted(graph.inputs.length, "input")} wanted, ${inputs.length} came`,
    );
  }
  graph.inputs.forEach((id, place) => {
    const target = bytesOf(operandOf(memory, id));
    if (inputs[place].length !== target.length) {
      throw new RangeError(
        `Cannot run: ${counted(target.length, "byte")} wanted for input ${place}, ` +
          `${inputs[place].length} came`,
      );
    }
    target.set(inputs[place]);
  });
}
