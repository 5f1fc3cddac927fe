/** A graph whose names try to be markup. */

import { createGraph, type Graph } from "../../mod.ts";

/** What a page must show as text and never run. */
export const HOSTILE =
  '<img src=x onerror="globalThis.wasHit=1"></script><script>wasHit=1</script>';

/** Two operators; every name is hostile. */
export function hostileGraph(): Graph {
  const tensor = (name: string, bytes: number) => {
    return { name, dtype: "int8", shape: [bytes], bytes, role: "activation" } as const;
  };
  return createGraph({
    name: HOSTILE,
    tensors: [tensor(HOSTILE, 100), tensor(`${HOSTILE}\u202e`, 200), tensor("'\"&<>", 50)],
    operators: [
      { type: HOSTILE, name: HOSTILE, attributes: {}, inputs: [0], outputs: [1] },
      { type: "ADD", name: `"${HOSTILE}`, attributes: {}, inputs: [1], outputs: [2] },
    ],
    inputs: [0],
    outputs: [2],
  });
}
