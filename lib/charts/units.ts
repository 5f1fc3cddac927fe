/** Numbers for the screen: bytes in KiB and MiB, grouped integers, percentages. */

import { counted } from "../graph/mod.ts";

/** Names of byte units, each 1024 times the one before. */
export type ByteUnitName = "B" | "KiB" | "MiB" | "GiB" | "TiB";

const UNITS: readonly ByteUnitName[] = ["B", "KiB", "MiB", "GiB", "TiB"];

/** A unit for bytes: its name and how many bytes it stands for. */
export interface ByteUnit {
  /** Its name. */
  readonly name: ByteUnitName;
  /** Bytes in one of this unit. */
  readonly bytes: number;
}

/** The largest unit in which a number of bytes, rounded to three digits, is at least one. */
export function byteUnit(bytes: number): ByteUnit {
  let u = 0;
  while (u < UNITS.length - 1 && roundedIn(bytes, 1024 ** u) >= 1024) u++;
  return { name: UNITS[u], bytes: 1024 ** u };
}

/**
 * Bytes with three digits and a unit: `1.55 MiB`, `36.0 KiB`, `1,023 KiB`, `812 B`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatBytes } from "@tmm/tmm";
 * assert.equal(formatBytes(36_880), "36.0 KiB");
 * ```
 */
export function formatBytes(bytes: number): string {
  const unit = byteUnit(bytes);
  const value = bytes / unit.bytes;
  if (unit.bytes === 1) return `${groupDigits(value)} B`;
  return `${groupDigits(value, decimalsOf(value))} ${unit.name}`;
}

/** Bytes with three digits and to the byte: `36.0 KiB (36,880 bytes)`; `812 bytes`. */
export function bytesInFull(bytes: number): string {
  const exactly = counted(bytes, "byte", groupDigits(bytes));
  return byteUnit(bytes).bytes === 1 ? exactly : `${formatBytes(bytes)} (${exactly})`;
}

/** A number with a comma between groups of three digits: `1,204,224`. */
export function groupDigits(value: number, decimals = 0): string {
  const [whole, fraction] = value.toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A share as a percentage: one decimal, below one percent two: `38.1 %`, `12 %`, `0.03 %`. */
export function formatPercent(share: number): string {
  const digits = Math.abs(share) < 0.01 ? 100 : 10;
  return `${Math.round(share * 100 * digits) / digits} %`;
}

const decimalsOf = (value: number) => value < 9.995 ? 2 : value < 99.95 ? 1 : 0;

function roundedIn(bytes: number, unit: number): number {
  return Number((bytes / unit).toFixed(unit === 1 ? 0 : decimalsOf(bytes / unit)));
}
