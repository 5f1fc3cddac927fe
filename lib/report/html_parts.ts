/** Pieces of HTML that reports and notebooks share: escaped text, and tables. */

import { groupDigits, visible } from "../charts/mod.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Any text as HTML, between tags or in quoted attributes; what cannot be seen becomes visible. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** Text of several lines as HTML, with its lines and columns kept. */
export function htmlPre(text: string): string {
  return `<pre>${text.split("\n").map(escapeHtml).join("\n")}</pre>`;
}

/** A cell of a table: a number stands to the right, with a comma between groups of digits. */
export type HtmlCell = string | number;

/** A table with a header; every text is escaped. */
export function htmlTable(
  header: readonly string[],
  rows: readonly (readonly HtmlCell[])[],
): string {
  const head = header.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map(cellOf).join("")}</tr>`);
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table>`;
}

function cellOf(cell: HtmlCell): string {
  return typeof cell === "number"
    ? `<td style="text-align:right">${groupDigits(cell)}</td>`
    : `<td style="text-align:left">${escapeHtml(cell)}</td>`;
}
