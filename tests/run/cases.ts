/** Random small operators of every kind that a kernel runs, as graphs of one operator. */

import { ELEMENTWISE } from "./cases/elementwise.ts";
import { LAYERS } from "./cases/layers.ts";
import { MOVERS } from "./cases/moving.ts";
import { OTHERS } from "./cases/others.ts";
import type { CaseMaker } from "./cases/parts.ts";

export { type CaseMaker, type Dice, diceOf } from "./cases/parts.ts";

/** All makers, by the operator type that they make. */
export const CASES: Readonly<Record<string, CaseMaker>> = {
  ...LAYERS,
  ...ELEMENTWISE,
  ...MOVERS,
  ...OTHERS,
};
