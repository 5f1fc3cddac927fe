/** What is worth a note about an ONNX model: what is not known about its shapes, and what was left out. */

import { quoted } from "../../graph/mod.ts";
import { few, openNotes } from "../remarks.ts";
import { type Declared, openDimensions } from "./declared.ts";
import type { Reading } from "./scope.ts";

/** The notes of a model: what stops the shapes comes first. */
export function notesOf(
  { stops, remarks, counts }: Reading,
  inputs: readonly { readonly name: string; readonly declared: Declared }[],
): string[] {
  const notes: string[] = [];
  for (const { name, declared } of inputs) {
    if (declared.kind !== "tensor") {
      notes.push(`Input ${quoted(name)} is of kind ${declared.kind}: its bytes are not counted`);
      continue;
    }
    const open = openDimensions(declared);
    if (open !== "") notes.push(`Input ${quoted(name)} leaves dimensions open: ${open}`);
  }
  notes.push(...openNotes(stops, counts.open), ...few(remarks));
  if (counts.folded > 0) {
    notes.push(
      `Nodes that compute constants from constants, counted as constants: ${counts.folded}`,
    );
  }
  if (counts.skippedBranches > 0) {
    notes.push(
      `Branches that never run, because their condition is known: ${counts.skippedBranches}`,
    );
  }
  return notes;
}
