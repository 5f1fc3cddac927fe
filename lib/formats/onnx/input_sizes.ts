/** Sizes of inputs that the caller gives, in the place of those that a file declares or leaves open. */

import type { ReadOptions } from "../format.ts";
import { checkGivenShapes } from "../given_shapes.ts";
import type { GraphProto, TypeProto, ValueInfoProto } from "./schema.ts";

/** A graph whose inputs have the sizes that the caller gives. */
export interface SizedGraph {
  readonly graph: GraphProto;
  /** Sizes of dimensions with names, which count wherever the names stand. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Whether a size that the file fixes was changed: other declared shapes do not hold then. */
  readonly changed: boolean;
}

/**
 * Puts given shapes, and a batch for the first dimension where it is open, into the inputs.
 *
 * @throws {RangeError} If there is no input of a name, or a shape does not suit it.
 */
export function withInputSizes(graph: GraphProto, options: ReadOptions): SizedGraph {
  const { shapes = {}, batch } = options;
  const stored = new Set(graph.initializer.map(({ name }) => name));
  const names = graph.input.map(({ name }) => name).filter((name) => !stored.has(name));
  const sizes = new Map<string, number>();
  let changed = false;
  checkGivenShapes(options, names);
  for (const name of Object.keys(options.values ?? {})) {
    if (names.includes(name)) continue;
    throw new RangeError(
      `Cannot set the numbers of an input: inputs are ${JSON.stringify(names)}, not "${name}"`,
    );
  }
  const input = graph.input.map((info): ValueInfoProto => {
    if (!names.includes(info.name)) return info;
    const dims = info.type?.tensor_type?.shape?.dim;
    const given = Object.hasOwn(shapes, info.name) ? shapes[info.name] : undefined;
    if (given && dims && dims.length !== given.length) {
      throw new RangeError(
        `Cannot set the shape of "${info.name}": ${dims.length} dimensions, not [${given}]`,
      );
    }
    const isFixed = (d: number) => Number(dims?.[d]?.dim_value ?? 0) > 0;
    const wanted = given ?? dims?.map((_, d) => d === 0 && !isFixed(d) ? batch : undefined);
    if (!wanted) return info;
    wanted.forEach((size, d) => {
      if (size === undefined) return;
      if (isFixed(d)) changed ||= Number(dims![d].dim_value) !== size;
      else if (dims?.[d]?.dim_param) sizes.set(dims[d].dim_param, size);
    });
    return { name: info.name, type: sized(info.type, wanted) };
  });
  return { graph: { ...graph, name: graph.name, input }, sizes, changed };
}

/** A tensor type with some sizes of its own. */
function sized(
  type: TypeProto | null | undefined,
  wanted: readonly (number | undefined)[],
): TypeProto {
  const tensor = type?.tensor_type;
  const dims = tensor?.shape?.dim ?? [];
  const dim = wanted.map((size, d) =>
    size === undefined ? dims[d] : { dim_value: size, dim_param: "" }
  );
  return { tensor_type: { elem_type: tensor?.elem_type ?? 0, shape: { dim } } };
}
