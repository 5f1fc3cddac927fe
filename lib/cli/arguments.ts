/** Values of arguments, and the options that several commands have. */

import { InvalidArgumentError, Option } from "commander";
import { DEFAULT_LIMITS, KERNEL_BUILDS, kernelSets, type Limits, TFLM_TARGETS } from "../../mod.ts";

/** Shapes by names of inputs. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/** `NAME=1,224,224,3`, or `NAME=` for a single number, added to the shapes before it. */
export function shapeArgument(text: string, before: Shapes = {}): Shapes {
  const [, name, sizes] = text.match(/^(.+)=(\d+(?:,\d+)*)?$/) ?? [];
  if (!name) throw new InvalidArgumentError("NAME=1,224,224,3 wanted");
  return { ...before, [name]: sizes?.split(",").map(Number) ?? [] };
}

/** `NAME=16000`, or several numbers with commas, added to those before. */
export function valueArgument(text: string, before: Shapes = {}): Shapes {
  const [, name, numbers] = text.match(/^(.+)=(-?[\d.]+(?:,-?[\d.]+)*)$/) ?? [];
  if (!name) throw new InvalidArgumentError("NAME=16000 wanted");
  return { ...before, [name]: numbers.split(",").map(Number) };
}

/** `operators=2000000`, added to the limits before it. */
export function limitArgument(text: string, before: Partial<Limits> = {}): Partial<Limits> {
  const [, name, count] = text.match(/^(\w+)=(\d+)$/) ?? [];
  if (count !== undefined && Object.hasOwn(DEFAULT_LIMITS, name)) {
    return { ...before, [name]: Number(count) };
  }
  const names = Object.keys(DEFAULT_LIMITS).join(", ");
  throw new InvalidArgumentError(`NAME=COUNT wanted, where NAME is one of ${names}`);
}

/** `0-29`, both ends included, as a half-open range. */
export function rangeArgument(text: string): { from: number; to: number } {
  const [, first, last] = text.match(/^(\d+)-(\d+)$/) ?? [];
  if (first === undefined || Number(first) > Number(last)) {
    throw new InvalidArgumentError("FIRST-LAST wanted, such as 0-29");
  }
  return { from: Number(first), to: Number(last) + 1 };
}

/** Units of bytes, in capitals. KB and MB are no such: some count 1000 by them, others 1024. */
const BYTE_UNITS: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["B", 1],
  ["K", 1024],
  ["KIB", 1024],
  ["M", 1024 ** 2],
  ["MIB", 1024 ** 2],
]);

/** Bytes as `65536`, `64K`, `64 KiB` or `1.5MiB`; K is 1024. */
export function bytesArgument(text: string): number {
  const [, count, unit = ""] = text.match(/^(\d+(?:\.\d+)?) ?([a-z]*)$/i) ?? [];
  const size = BYTE_UNITS.get(unit.toUpperCase());
  if (count && size) return Math.floor(Number(count) * size);
  throw new InvalidArgumentError("bytes wanted, such as 65536, 64K, 64KiB or 1.5M; K is 1024");
}

/** `10`, `10%` or `+10%`, as a part of 1. */
export function percentArgument(text: string): number {
  const [, count] = text.match(/^\+?(\d+(?:\.\d+)?)%?$/) ?? [];
  if (!count) throw new InvalidArgumentError("percent wanted, such as +10%");
  return Number(count) / 100;
}

/** `20` or `20s`, in milliseconds. */
export function secondsArgument(text: string): number {
  const [, count] = text.match(/^(\d+(?:\.\d+)?)s?$/) ?? [];
  if (!count) throw new InvalidArgumentError("seconds wanted, such as 20s");
  return Number(count) * 1000;
}

/** A whole number from 1 on. */
export function countArgument(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("a whole number from 1 on wanted");
  return Number(text);
}

/** `0/8`: the first of eight parts. */
export function shardArgument(text: string): { index: number; count: number } {
  const [, index, count] = text.match(/^(\d+)\/(\d+)$/) ?? [];
  if (index === undefined || Number(index) >= Number(count)) {
    throw new InvalidArgumentError("I/N wanted, such as 0/8 to 7/8");
  }
  return { index: Number(index), count: Number(count) };
}

/** Where the original files of the networks are, unless another folder is named. */
export const ORIGINALS_FOLDER = "out/originals";

/** A file to write; standard output takes one thing at a time, which is JSON. */
export function fileArgument(text: string): string {
  if (text !== "-") return text;
  throw new InvalidArgumentError(
    "the name of a file wanted; only --json takes - for standard output",
  );
}

/** A port: a whole number up to 65535. */
export function portArgument(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) {
    throw new InvalidArgumentError("a whole number up to 65535 wanted");
  }
  return port;
}

/** Options that several commands have; each call makes a new one. */
export const shared = {
  json: () => new Option("--json <file>", "the numbers for machines; - for standard output"),
  csv: (what: string) => new Option("--csv <file>", what).argParser(fileArgument),
  svg: (what: string) => new Option("--svg <file>", what).argParser(fileArgument),
  png: (what: string) => new Option("--png <file>", what).argParser(fileArgument),
  md: (what: string) => new Option("--md <file>", what).argParser(fileArgument),
  output: (what: string) => new Option("-o, --output <file>", what).argParser(fileArgument),
  shape: () =>
    new Option("--shape <name=sizes>", "another shape for an input; may be repeated")
      .argParser(shapeArgument),
  value: () =>
    new Option(
      "--value <name=numbers>",
      "numbers known before a run: a sample rate, a size, a constant of another file",
    )
      .argParser(valueArgument),
  limit: () =>
    new Option("--limit <name=count>", "how much a file may come to, such as operators=2000000")
      .argParser(limitArgument),
  batch: () =>
    new Option("--batch <n>", "the first dimension of inputs that leave it open")
      .argParser(countArgument),
  fuse: () =>
    new Option(
      "--fuse",
      "count what a converter would compute as part of another operator with it",
    ),
  dtype: () => new Option("--dtype <type>", "as if the model were quantised").choices(["int8"]),
  bytes: (flags: string, what: string) => new Option(flags, what).argParser(bytesArgument),
  count: (flags: string, what: string) => new Option(flags, what).argParser(countArgument),
  kernels: (byDefault = "portable") =>
    new Option("--kernels <set>", "whose kernels run, which decides what may share memory")
      .choices(kernelSets.map((set) => set.name)).default(byDefault),
  target: () =>
    new Option("--target <machine>", "machine that TFLM's own structs are counted for")
      .choices(TFLM_TARGETS).default("cortex-m"),
  build: () =>
    new Option("--build <kernels>", "kernels that TFLM is built with: their scratch buffers")
      .choices(KERNEL_BUILDS).default("reference"),
};
