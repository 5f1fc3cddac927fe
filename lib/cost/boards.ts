/** Microcontroller boards, and whether a model fits them. */

import { parse } from "csv-parse/sync";
import table from "../../data/boards.csv" with { type: "text" };
import { want } from "../graph/mod.ts";

/** A board; sizes in bytes. */
export interface Board {
  /** Short name, for options. */
  readonly id: string;
  /** The microcontroller on it. */
  readonly mcu: string;
  /** All SRAM. */
  readonly sram: number;
  /** The largest contiguous region, which one static arena must fit; all SRAM where unknown. */
  readonly contiguous: number;
  /** What the runtime system, stacks and radio take; 0 where unknown. */
  readonly reserve: number;
  /** Flash for code and model. */
  readonly flash: number;
  /** Clock in MHz. */
  readonly mhz: number;
  /** Where the numbers come from. */
  readonly source: string;
}

/** What is left of a board when a model runs on it; bytes, negative where they are missing. */
export interface BoardFit {
  /** Bytes of SRAM left of the largest usable region after the arena. */
  readonly sramSpare: number;
  /** Bytes of flash left after the model file; code is not counted. */
  readonly flashSpare: number;
  /** True if neither is missing. */
  readonly fits: boolean;
}

/** All boards of `data/boards.csv`, in its order. */
export const boards: readonly Board[] = parse<Record<string, string>>(table, { columns: true })
  .map((row): Board => ({
    id: row.id,
    mcu: row.mcu,
    sram: Number(row.sram),
    contiguous: Number(row.contig || row.sram),
    reserve: Number(row.reserve || 0),
    flash: Number(row.flash),
    mhz: Number(row.mhz),
    source: row.source,
  }));

/** SRAM that one static arena can use: a contiguous region, and not what the system needs. */
export function usableSram(board: Board): number {
  want(board?.sram, "tell the SRAM of a board", "a board from boardById()", board);
  const { sram, contiguous, reserve } = board;
  return Math.min(contiguous, sram - reserve);
}

/**
 * Whether an arena and a model file fit a board.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { boardById, fitBoard } from "@tmm/tmm";
 * const board = boardById("nano33ble");
 * const { fits, sramSpare } = fitBoard(board, 64 * 1024, 300_000);
 * assert.ok(fits && sramSpare > 0);
 * ```
 *
 * @param arena Bytes of `tensor_arena`.
 * @param file Bytes of the model in flash.
 */
export function fitBoard(board: Board, arena: number, file: number): BoardFit {
  const sramSpare = usableSram(board) - arena;
  const flashSpare = board.flash - file;
  return { sramSpare, flashSpare, fits: sramSpare >= 0 && flashSpare >= 0 };
}

/**
 * The board of an id.
 *
 * @throws {RangeError} If there is none, with the ids that exist.
 */
export function boardById(id: string): Board {
  const board = boards.find((board) => board.id === id);
  if (board) return board;
  const ids = boards.map((board) => board.id).join(", ");
  throw new RangeError(`Cannot find the board "${id}": one of ${ids} wanted`);
}
