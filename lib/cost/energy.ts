/** Energy and waiting time of one inference: computing, and moving bytes to and from slow memory. */

import { parse } from "csv-parse/sync";
import table from "../../data/power.csv" with { type: "text" };

/** What turns time and traffic of a board into energy. All of it can be overridden. */
export interface PowerProfile {
  /** Watts while the chip computes or waits for memory. */
  readonly activePower: number;
  /** Bytes per second to and from slow memory. */
  readonly slowBandwidth: number;
  /** Joules per byte to or from slow memory. */
  readonly slowEnergy: number;
}

/** One number of a profile with where it comes from. */
export interface PowerFigure {
  /** Board id. */
  readonly board: string;
  /** Which number. */
  readonly quantity: keyof PowerProfile;
  /** The number, in `unit`. */
  readonly value: number;
  /** Its unit. */
  readonly unit: string;
  /** `measured`, `published` or `assumption`. */
  readonly basis: string;
  /** Where it comes from. */
  readonly source: string;
}

/** All numbers of `data/power.csv`. */
export const powerFigures: readonly PowerFigure[] = parse<Record<string, string>>(table, {
  columns: true,
}).map(({ board, quantity, value, unit, basis, source }) => {
  return {
    board,
    quantity: quantity as keyof PowerProfile,
    value: Number(value),
    unit,
    basis,
    source,
  };
});

/**
 * The profile of a board, with some numbers replaced.
 *
 * @throws {RangeError} If a number is neither in the table nor given.
 */
export function powerProfile(board: string, given: Partial<PowerProfile> = {}): PowerProfile {
  const numberOf = (quantity: keyof PowerProfile) => {
    const found = given[quantity] ??
      powerFigures.find((row) => row.board === board && row.quantity === quantity)?.value;
    if (found === undefined) {
      throw new RangeError(
        `Cannot tell the energy on "${board}": ${quantity} is not known, give it`,
      );
    }
    return found;
  };
  return {
    activePower: numberOf("activePower"),
    slowBandwidth: numberOf("slowBandwidth"),
    slowEnergy: numberOf("slowEnergy"),
  };
}

/** Time and energy of one inference. */
export interface Cost {
  /** Seconds: computing, then moving, one after the other. */
  readonly seconds: number;
  /** Joules: `activePower * seconds + slowEnergy * bytes`. */
  readonly joules: number;
}

/**
 * Cost of computing for some seconds and moving some bytes, without overlap between the two: a chip
 * without DMA waits.
 *
 * @param bytes Bytes to and from slow memory; see `trafficOf`.
 */
export function costOf(computing: number, bytes: number, profile: PowerProfile): Cost {
  const seconds = computing + bytes / profile.slowBandwidth;
  return { seconds, joules: profile.activePower * seconds + profile.slowEnergy * bytes };
}
