/** All the memory that TFLM gives an operator besides its tensors. */

import type { KernelCall } from "./call.ts";
import { cmsisRequests } from "./cmsis_kernels.ts";
import { kernelSizes } from "./kernel_sizes.ts";
import { REFERENCE_REQUESTS, type Requests } from "./reference_kernels.ts";
import { SIGNAL_REQUESTS } from "./signal_kernels.ts";
import { STRUCTS, type StructSize, type TflmPlatform } from "./target.ts";

/** The memory of one operator. */
export interface KernelMemory {
  /** Its parsed options, in the tail; 0 bytes where there are none. */
  readonly options: StructSize;
  /** Bytes that its kernel's `Init` allocates in the tail; 0 where it allocates nothing. */
  readonly data: number;
  /** Bytes of the buffers that its kernel's `Prepare` allocates in the tail. */
  readonly persistent: readonly number[];
  /** Bytes of its kernel's buffers in the head, in the order of the requests. */
  readonly scratch: readonly number[];
  /** Why the kernel may need more than this, as the end of a sentence. */
  readonly unknown?: string;
}

const BASE = { ...REFERENCE_REQUESTS, ...SIGNAL_REQUESTS };
const REQUESTS: Readonly<Record<TflmPlatform["build"], Readonly<Record<string, Requests>>>> = {
  "reference": BASE,
  "cmsis-c": { ...BASE, ...cmsisRequests("cmsis-c") },
  "cmsis-dsp": { ...BASE, ...cmsisRequests("cmsis-dsp") },
  "cmsis-mve": { ...BASE, ...cmsisRequests("cmsis-mve") },
};

/** What an operator's kernel needs on a platform. */
export function kernelMemory(call: KernelCall, platform: TflmPlatform): KernelMemory {
  const sizes = kernelSizes(call.type, platform);
  if (sizes === undefined) {
    const unknown = "TFLM itself has no kernel for it";
    return { options: [0, 1], data: 0, persistent: [], scratch: [], unknown };
  }
  const requests = REQUESTS[platform.build];
  const asked = Object.hasOwn(requests, call.type)
    ? requests[call.type](call, STRUCTS[platform.target])
    : {};
  const { persistent = [], scratch = [], unknown } = asked;
  return { ...sizes, persistent, scratch, ...unknown && { unknown } };
}
