/** The report of a model as one HTML file: it needs no network, and opens from a disk. */

import { visible } from "../charts/mod.ts";
import type { Fit } from "../fit.ts";
import { escapeHtml } from "./html_parts.ts";
import { dataOf, jsonInHtml } from "./page/data.ts";
import css from "./page/page.css" with { type: "text" };
import script from "./page/page.js" with { type: "text" };
import {
  applySection,
  boardsSection,
  graphsSection,
  numbersSection,
  operatorsSection,
  remarksSection,
  stepsSection,
} from "./page/sections.ts";
import { sidesOf } from "./page/side.ts";

/**
 * Default against ours as the inside of a page; {@linkcode reportScript} brings it to life. It holds
 * no style of its own, so that the security policy of the page need not allow any.
 */
export function reportBody(fit: Fit, name: string): string {
  const sides = sidesOf(fit);
  const data = jsonInHtml(sides.map(dataOf));
  return `<main class="report"><h1>${escapeHtml(name)}</h1>
<p>Default against ours, kernels: ${escapeHtml(fit.kernels.name)}</p>
${numbersSection(fit)}
${remarksSection(fit)}
${stepsSection(sides)}
${graphsSection(sides)}
${operatorsSection(sides)}
${boardsSection(fit)}
${applySection(fit)}
<script type="application/json" data-report>${data}</script></main>`;
}

/** The style of the report. */
export const reportStyle: string = css;

/** The script of the report: it starts the report of its document, and defines `startReport(root)`. */
export const reportScript: string = script;

/**
 * The report as a whole file. Its own security policy lets nothing run but its own script, nothing
 * look but by its own style, and nothing be loaded. To build a page of your own see
 * {@linkcode reportBody}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { fit, load, reportHtml, zoo } from "@tmm/tmm";
 * const page = await reportHtml(fit(load(zoo[0].build({ weights: "none" }))), "MobileNet V1");
 * assert.ok(page.startsWith("<!DOCTYPE html>"));
 * ```
 *
 * @param name Name of the model, to show; may hold any characters.
 */
export async function reportHtml(fit: Fit, name: string): Promise<string> {
  const policy = "default-src 'none'; base-uri 'none'; form-action 'none'; " +
    `style-src ${await hashOf(css)}; script-src ${await hashOf(script)}`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(visible(name))}: SRAM report</title>
<style>${css}</style></head>
<body>${reportBody(fit, name)}
<script>${script}</script></body></html>
`;
}

/** What a security policy calls the text of a style or script: it lets this text pass, and no other. */
async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}
