/** What is worth a note about a TensorFlow graph: what stops its shapes, and what was left out. */

import { type Graph, quoted } from "../../graph/mod.ts";
import { few, openNotes } from "../remarks.ts";
import type { Reading } from "./reading.ts";

/** The notes of a model: what stops the shapes comes first. */
export function notesOf({ stops, remarks, counts }: Reading, main: Graph): string[] {
  const notes = main.inputs.map((id) => main.tensors[id]).filter((input) => input.shapeSignature)
    .map(({ name, shape, shapeSignature = [] }) =>
      `Input ${quoted(name)} leaves ` +
      (shape.length === 0 ? "its shape open" : `dimensions open: [${shapeSignature.join(", ")}]`)
    );
  notes.push(...openNotes(stops, counts.open), ...few(remarks));
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
