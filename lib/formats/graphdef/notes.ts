/** What is worth a note about a TensorFlow graph: what stops its shapes, and what was left out. */

import { type Graph, quoted } from "../../graph/mod.ts";
import type { Reading } from "./reading.ts";

/** Sentences of one kind that are shown; more are counted only. */
const MOST_SHOWN = 8;

/** The notes of a model: what stops the shapes comes first. */
export function notesOf({ stops, remarks, counts }: Reading, main: Graph): string[] {
  const notes = main.inputs.map((id) => main.tensors[id]).filter((input) => input.shapeSignature)
    .map(({ name, shape, shapeSignature = [] }) =>
      `Input ${quoted(name)} leaves ` +
      (shape.length === 0 ? "its shape open" : `dimensions open: [${shapeSignature.join(", ")}]`)
    );
  notes.push(...few(stops.map((stop) => `Shapes stop at ${stop}`)));
  if (counts.open > 0) {
    notes.push(
      `Open dimensions count as 1 in ${counts.open} activations: the peak is a lower bound, until ` +
        "the shapes of the inputs are given or the operators above are replaced",
    );
  }
  notes.push(...few(remarks));
  if (counts.merges > 0) {
    notes.push(
      `Loops and branches are built of Switch and Merge (${counts.merges}): all branches count, and ` +
        "one pass of each loop",
    );
  }
  if (counts.folded > 0) {
    notes.push(
      `Nodes that compute constants from constants, counted as constants: ${counts.folded}`,
    );
  }
  if (counts.unused > 0) notes.push(`Nodes that no output needs, left out: ${counts.unused}`);
  return notes;
}

function few(sentences: readonly string[]): string[] {
  if (sentences.length <= MOST_SHOWN) return [...sentences];
  return [...sentences.slice(0, MOST_SHOWN), `${sentences.length - MOST_SHOWN} more of this kind`];
}
