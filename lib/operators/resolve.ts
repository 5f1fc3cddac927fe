/** Types, shapes and known numbers of an operator's outputs, for formats that do not declare them. */

import { type DType, elementsOf, type Operator, type Tensor } from "../graph/mod.ts";
import { MOST_VALUES, UNRANKED } from "./operands.ts";
import { type Query, type Shape, Unknown } from "./query.ts";
import { ruleOf } from "./rules.ts";

/** What is known about an output. */
export interface Resolved {
  /** Element type; absent where it is not known. */
  readonly dtype?: DType;
  /** Dimensions, NaN for open ones; `UNRANKED` where not even their number is known. */
  readonly shape: Shape;
  /** Its numbers, where they are known before anything runs. */
  readonly values?: readonly number[];
}

/** What is known about all outputs, and why not more: a clause that completes "because ...". */
export interface Resolution {
  /** One entry per output of the operator. */
  readonly outputs: readonly Resolved[];
  /** Absent where the rule of the operator could tell everything that its inputs allow. */
  readonly unknown?: string;
  /** The sizes depend on the data; these are the largest possible. */
  readonly atMost: boolean;
}

/**
 * What the rule of an operator says about its outputs. Dimensions of inputs may be NaN (open), their
 * shape may be `UNRANKED`; what follows from them is open as well.
 */
export function resolveOutputs(operator: Operator, tensors: readonly Tensor[]): Resolution {
  const rule = ruleOf(operator);
  if (!rule?.shapes) {
    const outputs = operator.outputs.map(() => ({ shape: UNRANKED }));
    return {
      outputs,
      atMost: false,
      unknown: `no rule for the shapes of ${operator.type} is known`,
    };
  }
  const query: Query = { operator, tensors };
  const dtypes = tried(() => rule.dtypes?.(query)).result;
  const inherited = tensors[operator.inputs.find((id) => id >= 0) ?? -1]?.dtype;
  const { result: shapes, unknown } = tried(() => checked(rule.shapes!(query)));
  const values = shapes && isSmall(shapes[0])
    ? tried(() => rule.partValues?.(query) ?? [rule.values?.(query)]).result
    : undefined;
  const outputs = operator.outputs.map((_, place): Resolved => {
    const shape = shapes?.[place] ?? UNRANKED;
    const own = values?.[place];
    const known = own?.length === elementsOf(shape) ? { values: own } : {};
    return { dtype: rule.dtypes ? dtypes?.[place] : inherited, shape, ...known };
  });
  const atMost = tried(() => rule.atMost?.(query)).result ?? false;
  return { outputs, unknown, atMost };
}

function isSmall(shape: Shape | undefined): boolean {
  return shape !== undefined && elementsOf(shape) <= MOST_VALUES;
}

/** Sizes are counts below 2^53, or open. @throws {Unknown} If one is not. */
function checked(shapes: readonly Shape[]): readonly Shape[] {
  for (const shape of shapes) {
    const sizes = [...shape, elementsOf(shape)];
    if (!sizes.every((size) => Number.isNaN(size) || (Number.isSafeInteger(size) && size >= 0))) {
      throw new Unknown(`its output would be [${shape}]`);
    }
  }
  return shapes;
}

function tried<T>(rule: () => T): { result?: T; unknown?: string } {
  try {
    return { result: rule() };
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
    return { unknown: error.message };
  }
}
