/** Columns of text, padded to their widest cell. */

import { cellsOf } from "./_terminal.ts";

/**
 * Lines of a table: two spaces between columns; the first column is left-aligned, the others right,
 * except those in `left`. Colours are not counted, so cells must be plain.
 */
export function tableLines(
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, c) => widths[c] = Math.max(widths[c] ?? 0, cellsOf(cell)));
  }
  return rows.map((row) =>
    row.map((cell, c) => {
      const space = " ".repeat(widths[c] - cellsOf(cell));
      return left.includes(c) ? cell + space : space + cell;
    }).join("  ").trimEnd()
  );
}
