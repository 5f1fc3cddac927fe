/** Which boards a model fits: as it is, and after planning; as text and JSON. */

import { formatBytes } from "../charts/mod.ts";
import { type Board, fitBoard } from "../cost/mod.ts";
import type { Fit } from "../fit.ts";
import type { Model } from "../graph/mod.ts";
import { accountModel, activationsOnly, parameterBytes } from "../tmm/mod.ts";
import { tableLines } from "./_table.ts";

/** One board; bytes, negative where they are missing. */
export interface BoardRow {
  /** The board's id. */
  readonly id: string;
  /** Whether the file fits as it is. */
  readonly fitsStock: boolean;
  /** Whether the file fits with our plan. */
  readonly fitsOptimized: boolean;
  /** Whether that is known of the least that is needed only: shapes are open, or kernels not known. */
  readonly atLeast: boolean;
  /** Bytes of SRAM to spare with our plan. */
  readonly sramSpare: number;
  /** Bytes of flash to spare with our plan, see {@linkcode flashBytes}; code is not counted. */
  readonly flashSpare: number;
}

/** Bytes of flash that a file of a model takes: its own, or those of parameters that lie outside. */
export function flashBytes(model: Model, file: Uint8Array = model.bytes): number {
  return Math.max(file.length, parameterBytes(accountModel(model, activationsOnly)));
}

/** Whether more may be needed than a fit says. */
function isAtLeast({ model, baseline, result }: Fit): boolean {
  if (baseline.tflm) return !(baseline.tflm.exact && (result.tflm?.exact ?? true));
  return model.graphs.some(({ tensors }) =>
    tensors.some(({ role, shapeSignature }) => role === "activation" && shapeSignature)
  );
}

/**
 * A row per board, from what TFLM needs at least: the smallest arena that allocates, or the planned
 * bytes for formats that TFLM does not run.
 */
export function boardRows(fit: Fit, boards: readonly Board[]): BoardRow[] {
  const { model, baseline, result, bytes } = fit;
  const [flashStock, flashOurs] = [flashBytes(model), flashBytes(model, bytes)];
  const atLeast = isAtLeast(fit);
  return boards.map((board) => {
    const { fits: fitsStock } = fitBoard(board, baseline.tflm?.min ?? baseline.arena, flashStock);
    const ours = fitBoard(board, result.tflm?.min ?? result.arena, flashOurs);
    const { fits: fitsOptimized, sramSpare, flashSpare } = ours;
    return { id: board.id, fitsStock, fitsOptimized, atLeast, sramSpare, flashSpare };
  });
}

/** What is to spare of something, or missing; `atLeast` if more of it may be needed. */
export function spareText(bytes: number, atLeast = false): string {
  const said = formatBytes(Math.abs(bytes));
  if (bytes < 0) return `${atLeast ? "at least " : ""}${said} missing`;
  return `${atLeast ? "at most " : ""}${said} to spare`;
}

/** A line per board: whether it fits, and what is to spare or missing. */
export function boardsText(rows: readonly BoardRow[]): string {
  const verdict = ({ fitsStock, fitsOptimized, atLeast }: BoardRow) => {
    if (!fitsOptimized) return "does not fit";
    return `${atLeast ? "may fit" : "fits"} ${fitsStock ? "as it is" : "after optimize"}`;
  };
  const lines = rows.map((row) => [
    row.id,
    verdict(row),
    spareText(row.sramSpare, row.atLeast),
    spareText(row.flashSpare),
  ]);
  return tableLines([["board", "", "SRAM after optimize", "flash"], ...lines], [0, 1]).join("\n");
}
