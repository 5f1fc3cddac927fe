/**
 * Runs .tflite files in a TensorFlow Lite interpreter that is not ours: the WebAssembly build that
 * npm:@tensorflow/tfjs-tflite ships, called without TensorFlow.js.
 */

import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import factory from "@tensorflow/tfjs-tflite/wasm/tflite_web_api_cc_simd.js";

/** What is used of the module that the factory makes. */
interface Interpreters {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  readonly TFLiteWebModelRunner: {
    CreateFromBufferAndOptions(pointer: number, bytes: number, options: object): {
      ok(): boolean;
      errorMessage(): string;
      value(): Runner;
      delete(): void;
    };
  };
}

interface Runner {
  GetInputs(): Vector;
  GetOutputs(): Vector;
  Infer(): boolean;
  delete(): void;
}

interface Vector {
  size(): number;
  get(index: number): TensorInfo;
}

interface TensorInfo {
  readonly dataType: string;
  data(): ArrayBufferView;
}

const folder = dirname(findPackageJSON("@tensorflow/tfjs-tflite", import.meta.url)!);
const wasmBinary = readFileSync(join(folder, "wasm", "tflite_web_api_cc_simd.wasm"));
let interpreters: Promise<Interpreters> | undefined;

/**
 * The bytes of every output after one inference per seed, all by one interpreter.
 *
 * @returns Per seed, per output: a copy of its bytes.
 * @throws {Error} If the interpreter refuses the file.
 */
export async function outputsOf(
  model: Uint8Array,
  seeds: readonly number[],
): Promise<Uint8Array[][]> {
  return await withRunners([model], ([runner]) =>
    seeds.map((seed) => {
      infer(runner, seed);
      return listed(runner.GetOutputs()).map((tensor) => bytesOf(tensor).slice());
    }));
}

/**
 * Milliseconds of single inferences of two models, in turn (A B, B A, ...), so that a machine that
 * grows slower or faster meets both alike. One pair runs first and is not counted.
 */
export function pairedTimes(
  models: readonly [Uint8Array, Uint8Array],
  pairs: number,
): Promise<[number, number][]> {
  return withRunners(models, (runners) => {
    const timeOf = (which: number) => {
      const start = performance.now();
      infer(runners[which], 1);
      return performance.now() - start;
    };
    const times: [number, number][] = [];
    for (let pair = 0; pair <= pairs; pair++) {
      const swap = pair % 2;
      const [first, second] = [timeOf(swap), timeOf(1 - swap)];
      if (pair > 0) times.push(swap ? [second, first] : [first, second]);
    }
    return times;
  });
}

function infer(runner: Runner, seed: number): void {
  listed(runner.GetInputs()).forEach((tensor, index) => fill(tensor, seed, index));
  if (!runner.Infer()) throw new Error("Cannot run the model: the inference failed");
}

/** Opens models side by side in one interpreter module, and closes them after use. */
async function withRunners<T>(
  models: readonly Uint8Array[],
  use: (runners: readonly Runner[]) => T,
): Promise<T> {
  interpreters ??= factory({ wasmBinary, print() {}, printErr() {} });
  const module: Interpreters = await interpreters!;
  const options = { numThreads: 1, enableProfiling: false, maxProfilingBufferEntries: 1 };
  try {
    const opened = models.map((model) => {
      const pointer = module._malloc(model.length);
      module.HEAPU8.set(model, pointer);
      const { TFLiteWebModelRunner } = module;
      const created = TFLiteWebModelRunner.CreateFromBufferAndOptions(
        pointer,
        model.length,
        options,
      );
      if (!created.ok()) throw new Error(`Cannot run the model: ${created.errorMessage()}`);
      return { pointer, created, runner: created.value() };
    });
    const result = use(opened.map(({ runner }) => runner));
    for (const { pointer, created, runner } of opened) {
      runner.delete();
      created.delete();
      module._free(pointer);
    }
    return result;
  } catch (error) {
    interpreters = undefined; // one that has crashed may have a corrupt heap
    throw error;
  }
}

const inputs = new Map<string, Uint8Array>();

/** Fills an input from a stream of its own, so that each seed stands for one set of inputs. */
function fill(tensor: TensorInfo, seed: number, index: number): void {
  const bytes = bytesOf(tensor);
  const key = [seed, index, tensor.dataType, bytes.length].join();
  const known = inputs.get(key) ?? randomInput(tensor.dataType, bytes.length, seed, index);
  inputs.set(key, known);
  bytes.set(known);
}

function randomInput(dataType: string, length: number, seed: number, index: number): Uint8Array {
  const random = splitmix64(BigInt(1000003 * seed + index + 1));
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < length;) {
    const value = random();
    if (dataType === "float32") {
      view.setFloat32(at, Number(BigInt.asIntN(32, value)) / 2 ** 31, true);
      at += 4;
    } else if (dataType === "int32") {
      view.setInt32(at, Number(value % 10n), true);
      at += 4;
    } else {
      bytes[at++] = Number(dataType === "bool" ? value & 1n : (value >> 24n) & 0xffn);
    }
  }
  return bytes;
}

function splitmix64(state: bigint): () => bigint {
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
}

function bytesOf(tensor: TensorInfo): Uint8Array {
  const data = tensor.data();
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function listed(vector: Vector): TensorInfo[] {
  return Array.from({ length: vector.size() }, (_, i) => vector.get(i));
}
