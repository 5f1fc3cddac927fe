/** VAR_HANDLE, READ_VARIABLE and ASSIGN_VARIABLE: values that outlive a run. */

import {
  type Call,
  inputOf,
  type Kernel,
  type Operand,
  outputOf,
  UnsupportedError,
} from "../kernel.ts";

/** Handles are places in the order of the resources' names. */
function handleOf(call: Call): number {
  const { container = "", shared_name = "" } = call.operator.attributes;
  const name = JSON.stringify([container, shared_name]);
  if (!call.resources.has(name)) call.resources.set(name, { bytes: new Uint8Array(0) });
  return [...call.resources.keys()].indexOf(name);
}

/** Prepares VAR_HANDLE. */
export const varHandleKernel: Kernel = (call) => {
  const handle = handleOf(call);
  const output = outputOf(call, 0);
  return () => {
    (output.data as Int32Array)[0] = handle;
    call.watch?.writes(0, 0, 1);
  };
};

function resourceOf(call: Call, handle: Operand): { bytes: Uint8Array } {
  const at = Number(handle.data[0]);
  const resource = [...call.resources.values()][at];
  if (resource) return resource;
  throw new UnsupportedError(
    call.operator.type,
    `a resource wanted behind handle ${at}, none came`,
  );
}

function bytesOf({ data }: Operand): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Prepares ASSIGN_VARIABLE. */
export const assignVariableKernel: Kernel = (call) => {
  const handle = inputOf(call, 0);
  const value = inputOf(call, 1);
  return () => {
    call.watch?.reads(0, 0, 1);
    call.watch?.reads(1, 0, value.data.length);
    resourceOf(call, handle).bytes = bytesOf(value).slice();
  };
};

/** Prepares READ_VARIABLE; a resource that nobody assigned reads as zeros. */
export const readVariableKernel: Kernel = (call) => {
  const handle = inputOf(call, 0);
  const output = outputOf(call, 0);
  return () => {
    call.watch?.reads(0, 0, 1);
    const { bytes } = resourceOf(call, handle);
    const target = bytesOf(output);
    for (let i = 0; i < target.length; i++) target[i] = bytes[i] ?? 0;
    call.watch?.writes(0, 0, output.data.length);
  };
};
