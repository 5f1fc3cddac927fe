/** Sequences of tensors: their elements, as long as it is known before the run which those are. */

import { ABSENT, bytesOf, type Operator } from "../../graph/mod.ts";
import { type Resolution, type Resolved, UNRANKED, valuesOf } from "../../operators/mod.ts";
import { resolvedAs, type Scope } from "./scope.ts";

/** What is known about the outputs of an operator on sequences, and the elements of its first one. */
export interface SequenceResolution extends Resolution {
  readonly elements?: readonly Resolved[];
}

const MAKERS = ["SequenceEmpty", "SequenceConstruct", "SequenceInsert", "SequenceErase"];
const OTHERS = ["SequenceAt", "SequenceLength", "Optional", "OptionalGetElement"];
const TYPES = new Set([
  ...MAKERS,
  ...OTHERS,
  "SplitToSequence",
  "SequenceMap",
  "ConcatFromSequence",
]);

/** `undefined` for operators that have nothing to do with sequences. */
export function resolveSequence(operator: Operator, scope: Scope): SequenceResolution | undefined {
  const { type, inputs } = operator;
  if (!TYPES.has(type)) return undefined;
  const of = (place: number) => scope.sequences.get(inputs[place] ?? ABSENT);
  const tensor = (place: number): Resolved =>
    inputs[place] === ABSENT ? { shape: UNRANKED } : resolvedAs(scope.tensors[inputs[place]]);
  const position = (length: number, fallback: number): number | undefined => {
    const place = type === "SequenceInsert" ? 2 : 1;
    if ((inputs[place] ?? ABSENT) === ABSENT) return fallback;
    const [value] = valuesOf(scope.tensors[inputs[place]]) ?? [];
    return value === undefined ? undefined : value < 0 ? value + length : value;
  };
  if (type === "SequenceEmpty") return sequence([]);
  if (type === "SequenceConstruct") return sequence(inputs.map((_, place) => tensor(place)));
  const elements = of(0);
  if (!elements) return unknown(operator, "its input is a sequence that is known at run time only");
  const { length } = elements;
  switch (type) {
    case "SequenceInsert": {
      const at = position(length, length);
      if (at === undefined || (inputs[1] ?? ABSENT) === ABSENT) break;
      return sequence(elements.toSpliced(at, 0, tensor(1)));
    }
    case "SequenceErase": {
      const at = position(length, length - 1);
      if (at === undefined) break;
      return sequence(elements.toSpliced(at, 1));
    }
    case "SequenceAt": {
      const element = elements[position(length, ABSENT) ?? ABSENT];
      if (!element) break;
      return { outputs: [element], atMost: false };
    }
    case "SequenceLength":
      return { outputs: [{ dtype: "int64", shape: [], values: [length] }], atMost: false };
  }
  return unknown(operator, `what ${type} does with its sequence is known at run time only`);
}

/** Bytes of all elements of a sequence; what is open in them counts as 1. */
export function sequenceBytes(elements: readonly Resolved[]): number {
  return elements.reduce((sum, { dtype = "float32", shape }) => {
    return sum + bytesOf(dtype, shape.map((size) => Number.isNaN(size) ? 1 : size));
  }, 0);
}

function sequence(elements: readonly Resolved[]): SequenceResolution {
  const outputs: Resolved[] = [{ dtype: "variant", shape: [elements.length] }];
  return { outputs, elements, atMost: false };
}

function unknown({ type, outputs }: Operator, why: string): SequenceResolution {
  const dtype = MAKERS.includes(type) ? "variant" : undefined;
  return { outputs: outputs.map(() => ({ dtype, shape: UNRANKED })), unknown: why, atMost: false };
}
