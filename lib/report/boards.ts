/** Which boards a model fits: as it is, and after planning; as text and JSON. */

import { formatBytes } from "../charts/mod.ts";
import { type Board, fitBoard } from "../cost/mod.ts";
import type { Fit } from "../fit.ts";
import { tableLines } from "./_table.ts";

/** One board; bytes, negative where they are missing. */
export interface BoardRow {
  /** The board's id. */
  readonly id: string;
  /** Whether the file fits as it is. */
  readonly fitsStock: boolean;
  /** Whether the file fits with our plan. */
  readonly fitsOptimized: boolean;
  /** Bytes of SRAM to spare with our plan. */
  readonly sramSpare: number;
  /** Bytes of flash to spare with our plan; the model only, code is not counted. */
  readonly flashSpare: number;
}

/**
 * A row per board, from what TFLM needs at least: the smallest arena that allocates, or the planned
 * bytes for formats that TFLM does not run.
 */
export function boardRows(
  { model, baseline, result, bytes }: Fit,
  boards: readonly Board[],
): BoardRow[] {
  return boards.map((board) => {
    const stock = fitBoard(board, baseline.tflm?.min ?? baseline.arena, model.bytes.length);
    const file = (bytes ?? model.bytes).length;
    const ours = fitBoard(board, result.tflm?.min ?? result.arena, file);
    const { sramSpare, flashSpare } = ours;
    return { id: board.id, fitsStock: stock.fits, fitsOptimized: ours.fits, sramSpare, flashSpare };
  });
}

/** A line per board: whether it fits, and what is to spare or missing. */
export function boardsText(rows: readonly BoardRow[]): string {
  const spare = (bytes: number) =>
    bytes >= 0 ? `${formatBytes(bytes)} to spare` : `${formatBytes(-bytes)} missing`;
  const verdict = ({ fitsStock, fitsOptimized }: BoardRow) =>
    fitsStock ? "fits as it is" : fitsOptimized ? "fits after optimize" : "does not fit";
  const lines = rows.map((row) => [
    row.id,
    verdict(row),
    spare(row.sramSpare),
    spare(row.flashSpare),
  ]);
  return tableLines([["board", "", "SRAM after optimize", "flash"], ...lines], [0, 1]).join("\n");
}
