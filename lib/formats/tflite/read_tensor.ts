/** Reads one tensor of a .tflite file. */

import { bytesOf, DTYPE_BITS, type Quantization, type Tensor } from "../../graph/mod.ts";
import { DTYPES } from "./enums.ts";
import type { Table } from "./flatbuffer.ts";
import type { TfliteBuffer, TfliteTensor } from "./model.ts";
import { BLOCKWISE, QUANTIZATION, TENSOR } from "./slots.ts";

/** Members of the union of quantisation details that keep scales in tensors. */
const BLOCKWISE_DETAILS = [2, 3];

/** The tables of the file that tensors refer to. */
export interface TensorSources {
  readonly buffers: readonly TfliteBuffer[];
  /** Bytes of buffers in other files, by id. */
  readonly externalSizes: ReadonlyMap<number, number>;
}

/** A tensor in the graph's words, and what only the file says about it. */
export function readTensor(
  table: Table,
  { buffers, externalSizes }: TensorSources,
): { tensor: Tensor; extra: TfliteTensor } {
  const type = table.number(TENSOR.type, "type", "byte");
  const dtype = DTYPES[type];
  if (dtype === undefined) {
    table.fail("type", `an element type from 0 to ${DTYPES.length - 1}`, String(type));
  }
  const { shape, shapeSignature } = readShape(table);
  const dense = bytesOf(dtype, shape);
  if (!Number.isSafeInteger(dense)) {
    table.fail("shape", "a tensor of less than 2^53 bytes", shape.join(" x "));
  }
  const buffer = table.number(TENSOR.buffer, "buffer", "uint");
  // Index 0 means "no data" even where a file has no buffers at all.
  if (buffer > 0 && buffer >= buffers.length) {
    table.fail("buffer", `a buffer index below ${buffers.length}`, String(buffer));
  }
  const data = buffers[buffer]?.data;
  const externalId = table.number(TENSOR.external_buffer, "external_buffer", "uint");
  if (externalId > 0 && !externalSizes.has(externalId)) {
    table.fail("external_buffer", "the id of an external buffer", String(externalId));
  }
  const stored = externalId > 0 ? externalSizes.get(externalId)! : data?.length ?? 0;
  const sparse = table.table(TENSOR.sparsity, "sparsity") !== undefined;
  const isVariable = table.number(TENSOR.is_variable, "is_variable", "bool") !== 0;
  const isConstant = stored > 0;
  if (isConstant && !sparse && DTYPE_BITS[dtype] > 0 && dtype !== "resource" && stored < dense) {
    table.fail("buffer", `a buffer of ${dense} bytes, as the shape asks for`, `${stored} bytes`);
  }
  const { quantization, counts } = readQuantization(table);
  const tensor: Tensor = {
    name: table.text(TENSOR.name, "name"),
    dtype,
    shape,
    bytes: isConstant && (sparse || DTYPE_BITS[dtype] === 0) ? stored : dense,
    role: isConstant ? "constant" : isVariable ? "variable" : "activation",
    ...shapeSignature && { shapeSignature },
    ...quantization && { quantization },
    ...sparse && { sparse },
    ...isConstant && externalId === 0 && { data },
  };
  return { tensor, extra: { buffer, isVariable, ...counts } };
}

/** Dimensions as counted; an open one (-1) counts as in `shape`, and as 1 where it is open there. */
function readShape(table: Table): { shape: number[]; shapeSignature?: number[] } {
  const declared = table.numbers(TENSOR.shape, "shape", "int") ?? [];
  const signature = table.numbers(TENSOR.shape_signature, "shape_signature", "int") ?? [];
  const bad = declared.findIndex((dimension) => dimension < -1);
  if (bad >= 0) table.fail(`shape[${bad}]`, "a dimension of at least -1", String(declared[bad]));
  const shape = declared.map((dimension) => dimension === -1 ? 1 : dimension);
  if (signature.includes(-1)) return { shape, shapeSignature: signature };
  if (declared.includes(-1)) return { shape, shapeSignature: declared };
  return { shape };
}

function readQuantization(
  tensor: Table,
): { quantization?: Quantization; counts: Omit<TfliteTensor, "buffer" | "isVariable"> } {
  const table = tensor.table(TENSOR.quantization, "quantization");
  if (table === undefined) return { counts: { scales: 0, zeroPoints: 0 } };
  const scales = table.numbers(QUANTIZATION.scale, "scale", "float") ?? [];
  const given = table.numbers(QUANTIZATION.zero_point, "zero_point", "long") ?? [];
  const counts = { scales: scales.length, zeroPoints: given.length };
  const dimension = table.number(QUANTIZATION.quantized_dimension, "quantized_dimension", "int");
  const details = table.number(QUANTIZATION.details_type, "details_type", "ubyte");
  if (BLOCKWISE_DETAILS.includes(details)) {
    const blocks = table.table(QUANTIZATION.details, "details");
    if (blocks === undefined) return { counts };
    const blockSize = blocks.number(BLOCKWISE.block_size, "block_size", "int");
    const blockwise = {
      scales: blocks.number(BLOCKWISE.scales, "scales", "int"),
      zeroPoints: blocks.number(BLOCKWISE.zero_points, "zero_points", "int"),
    };
    const quantization = { scales: [], zeroPoints: [], dimension, blockSize };
    return { quantization, counts: { ...counts, blockwise } };
  }
  if (scales.length === 0) return { counts };
  // One zero point stands for all scales, none for zeros: so the kernels read it.
  const zeroPoints = given.length === scales.length
    ? given
    : scales.map((_, i) => given[given.length === 1 ? 0 : i] ?? 0);
  return { quantization: { scales, zeroPoints, dimension }, counts };
}
