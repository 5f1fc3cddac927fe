/** Whose memory is told: the machine's struct sizes, and the kernels that run on it. */

import { want } from "../graph/mod.ts";

/** The machines: 64-bit x86, and 32-bit Arm (bare-metal EABI, GCC with short enumerations). */
export const TFLM_TARGETS = ["x64", "cortex-m"] as const;

/** The machine that TFLM runs on. */
export type TflmTarget = typeof TFLM_TARGETS[number];

/**
 * The kernels that TFLM may be built with: its reference kernels, or CMSIS-NN (built by GCC or LLVM)
 * as plain C (Cortex-M0, M3), with DSP instructions (M4, M7, M33) or with vectors (M55, M85).
 */
export const KERNEL_BUILDS = ["reference", "cmsis-c", "cmsis-dsp", "cmsis-mve"] as const;

/** The kernels that TFLM is built with. */
export type KernelBuild = typeof KERNEL_BUILDS[number];

/** A machine and the kernels on it. */
export interface TflmPlatform {
  /** The machine. */
  readonly target: TflmTarget;
  /** The kernels. */
  readonly build: KernelBuild;
}

/**
 * The platform with what is left out: Cortex-M, the reference kernels.
 *
 * @throws {RangeError} If there is no such target or build: which there are.
 */
export function platformOf(platform: Partial<TflmPlatform>): TflmPlatform {
  want(Object(platform) === platform, "tell the memory of TFLM", "a target and a build", platform);
  const { target = "cortex-m", build = "reference" } = platform;
  if (TFLM_TARGETS.includes(target) && KERNEL_BUILDS.includes(build)) return { target, build };
  throw new RangeError(
    `Cannot tell the memory of TFLM: a target of ${TFLM_TARGETS.join(", ")} and a build of ` +
      `${KERNEL_BUILDS.join(", ")} wanted, "${target}" and "${build}" came`,
  );
}

/** Every address and size in TFLM's arena is a multiple of this, in bytes. */
export const ARENA_ALIGNMENT = 16;

/** Bytes of a struct, and the multiple that its address has to be. */
export type StructSize = readonly [bytes: number, alignment: number];

/** The structs of TFLM that lie in the arena, by their names there. */
export interface Structs {
  /** Bytes of any pointer, and of `size_t`. */
  readonly pointer: number;
  /** `SingleArenaBufferAllocator`, one. */
  readonly arenaAllocator: StructSize;
  /** `GreedyMemoryPlanner`, one. */
  readonly memoryPlanner: StructSize;
  /** `MicroAllocator`, one. */
  readonly microAllocator: StructSize;
  /** `MicroBuiltinDataAllocator`, one. */
  readonly builtinDataAllocator: StructSize;
  /** `SubgraphAllocations`, one per subgraph. */
  readonly subgraphAllocations: StructSize;
  /** `TfLiteEvalTensor`, one per tensor, constants included. */
  readonly evalTensor: StructSize;
  /** `NodeAndRegistration`, one per operator. */
  readonly nodeAndRegistration: StructSize;
  /** `TfLiteTensor`, one per input and output of the model. */
  readonly tensor: StructSize;
  /** `TfLiteAffineQuantization`, one per quantised input and output of the model. */
  readonly affineQuantization: StructSize;
  /** `ScratchBufferHandle`, one per scratch buffer. */
  readonly scratchHandle: StructSize;
  /** `ScratchBufferRequest`, in the head while TFLM prepares and plans, as are the next two. */
  readonly scratchRequest: StructSize;
  /** `AllocationInfo`, one per tensor and scratch buffer. */
  readonly allocationInfo: StructSize;
  /** Bytes that the planner keeps per planned buffer. */
  readonly plannerEntry: number;
}

/**
 * Sizes from the compiler: `sizeof` and `alignof` in tflite-micro 90b983c2b3f1 (2026-08-20) with
 * `TF_LITE_STATIC_MEMORY`, g++ 12 for x86-64 and arm-none-eabi-g++ 12 for Cortex-M4.
 */
export const STRUCTS: Readonly<Record<TflmTarget, Structs>> = {
  "x64": {
    pointer: 8,
    arenaAllocator: [72, 8],
    memoryPlanner: [72, 8],
    microAllocator: [72, 8],
    builtinDataAllocator: [16, 8],
    subgraphAllocations: [16, 8],
    evalTensor: [24, 8],
    nodeAndRegistration: [64, 8],
    tensor: [64, 8],
    affineQuantization: [24, 8],
    scratchHandle: [8, 8],
    scratchRequest: [16, 8],
    allocationInfo: [32, 8],
    plannerEntry: 40,
  },
  "cortex-m": {
    pointer: 4,
    arenaAllocator: [36, 4],
    memoryPlanner: [44, 4],
    microAllocator: [36, 4],
    builtinDataAllocator: [8, 4],
    subgraphAllocations: [8, 4],
    evalTensor: [12, 4],
    nodeAndRegistration: [32, 4],
    tensor: [32, 4],
    affineQuantization: [12, 4],
    scratchHandle: [4, 4],
    scratchRequest: [12, 4],
    allocationInfo: [24, 4],
    plannerEntry: 40,
  },
};
