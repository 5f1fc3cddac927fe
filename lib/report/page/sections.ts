/** The parts of the report page: numbers, steps, graphs, operators, boards, and what to do. */

import {
  arenaMap,
  formatBytes,
  formatPercent,
  graphDrawing,
  groupDigits,
  memoryProfile,
} from "../../charts/mod.ts";
import { boards } from "../../cost/mod.ts";
import type { Fit } from "../../fit.ts";
import { arenaRemarks } from "../arena_text.ts";
import { boardRows, spareText } from "../boards.ts";
import { escapeHtml, htmlPre } from "../html_parts.ts";
import { pictureOf, type Side } from "./side.ts";

const CHART_WIDTH = 680;

/**
 * A chart for a page: what stands beside the text of a picture's label may not have labels of its own,
 * and the script finds the marks of a chart by them. A strict security policy refuses the attribute
 * by which a chart shrinks: the page's style shrinks it, the script not below its least width.
 */
const inPage = (svg: string) =>
  svg.replace(/(<(?!svg)[a-z]+\b[^>]*?) aria-label=/g, "$1 data-mark=")
    .replace(/ style="max-width: max\(100%, (\d+)px\)[^"]*"/, ' data-least-width="$1"')
    .replace(/ style="[^"]*"/, "");

/** The four numbers. */
export function numbersSection({ baseline, result, plan }: Fit): string {
  const above = result.arena - plan.bound;
  const proven = above === 0
    ? "reached: nothing needs less (proven)"
    : above > 0
    ? `not reached: ${formatBytes(above)} above`
    : "of these kernels; the plan in the file shares more";
  const saved = baseline.arena > 0 ? 1 - result.arena / baseline.arena : 0;
  const boxes = [
    ["Default arena", formatBytes(baseline.arena), "the file's order, the runtime's planner"],
    ["Our arena", formatBytes(result.arena), `peak of the order ${formatBytes(result.peak)}`],
    ["Saved", formatPercent(saved), `${groupDigits(baseline.arena - result.arena)} bytes`],
    ["Bound", formatBytes(plan.bound), proven],
  ];
  return `<dl class="numbers">${
    boxes.map(([name, number, note]) =>
      `<div><dt>${name}</dt><dd class="big">${number}</dd><dd>${note}</dd></div>`
    ).join("")
  }</dl>`;
}

/** The slider, and on each side the profile, the arena map and what is live. */
export function stepsSection(sides: readonly Side[]): string {
  const last = Math.max(0, ...sides.map(({ map }) => map.steps.length - 1));
  const columns = sides.map((side, s) => {
    const part = (name: string) => `data-side="${s}" data-part="${name}"`;
    return `<div><h3>${escapeHtml(side.name)}: ${formatBytes(side.footprint.arena)}</h3>
<figure ${part("profile")}>${inPage(memoryProfile(side.map, { width: CHART_WIDTH }))}</figure>
<figure ${part("arena")}>${inPage(arenaMap(pictureOf(side), { width: CHART_WIDTH }))}</figure>
<p class="now-text" ${part("now")}></p>
<div class="scroll live" tabindex="0" role="region" aria-label="live buffers, ${
      escapeHtml(side.name)
    }">
<table ${part("live")}><thead><tr><th class="number" scope="col">offset</th>
<th class="number" scope="col">bytes</th><th scope="col">tensor</th>
<th scope="col">why it is there</th></tr></thead><tbody></tbody></table></div></div>`;
  });
  return `<section aria-labelledby="steps"><h2 id="steps">Step by step</h2>
<div class="stepper"><label for="step">Step</label>
<button type="button" data-move="-1" aria-label="one step back">‹</button>
<input id="step" type="range" min="0" max="${last}" value="0" data-step="slider">
<button type="button" data-move="1" aria-label="one step on">›</button>
<button type="button" data-move="peak">peak</button>
<output for="step" data-step="said"></output></div>
<div class="sides">${columns.join("")}</div></section>`;
}

/** The drawings; a click on a box chooses its step. */
export function graphsSection(sides: readonly Side[]): string {
  const columns = sides.map(({ name, map }, s) =>
    `<div><h3>${escapeHtml(name)}</h3><div class="scroll" tabindex="0" role="region" ` +
    `aria-label="graph, ${escapeHtml(name)}" data-side="${s}" data-part="graph">` +
    `${inPage(graphDrawing(map))}</div></div>`
  );
  return `<section aria-labelledby="graphs"><h2 id="graphs">Graph</h2>
<div class="sides">${columns.join("")}</div></section>`;
}

/** The table of operators; the script fills it. */
export function operatorsSection(sides: readonly Side[]): string {
  const columns = ["step", "operator", "type", "input", "output", "other", "total", "name"];
  const head = columns.map((name) => {
    const className = ["type", "name"].includes(name) ? "" : ' class="number"';
    const sort = name === "step" ? ' aria-sort="ascending"' : "";
    return `<th scope="col" data-column="${name}"${className}${sort}>` +
      `<button type="button">${name}</button></th>`;
  }).join("");
  const choices = sides.map(({ name }, s) => `<option value="${s}">${escapeHtml(name)}</option>`);
  return `<section aria-labelledby="operators"><h2 id="operators">Operators</h2>
<div class="controls"><label>Search <input type="search" data-operators="search"></label>
<label>Order <select data-operators="which">${choices.join("")}</select></label>
<span role="status" data-operators="count"></span></div>
<div class="scroll" tabindex="0" role="region" aria-label="operators">
<table data-operators="table"><thead><tr>${head}</tr></thead><tbody></tbody></table></div></section>`;
}

/** What to know before the numbers are relied on; empty where nothing is. */
export function remarksSection(fit: Fit): string {
  const remarks = [...arenaRemarks(fit), ...fit.model.notes];
  if (remarks.length === 0) return "";
  return `<ul>${remarks.map((remark) => `<li>${escapeHtml(remark)}</li>`).join("")}</ul>`;
}

/** Which boards have room, before and after. */
export function boardsSection(fit: Fit): string {
  const verdict = (fits: boolean, atLeast: boolean) =>
    `<td class="${fits ? "yes" : "no"}">${
      fits ? atLeast ? "may fit" : "fits" : "does not fit"
    }</td>`;
  const spare = (bytes: number, atLeast?: boolean) =>
    `<td class="number">${spareText(bytes, atLeast)}</td>`;
  const rows = boardRows(fit, boards).map((row) =>
    `<tr><td>${escapeHtml(row.id)}</td>${verdict(row.fitsStock, row.atLeast)}` +
    `${verdict(row.fitsOptimized, row.atLeast)}${spare(row.sramSpare, row.atLeast)}${
      spare(row.flashSpare)
    }</tr>`
  );
  return `<section aria-labelledby="boards"><h2 id="boards">Boards</h2>
<div class="scroll" tabindex="0" role="region" aria-label="boards"><table><thead><tr>
<th scope="col">board</th><th scope="col">default</th><th scope="col">ours</th>
<th class="number" scope="col">SRAM, ours</th><th class="number" scope="col">flash, model only</th>
</tr></thead><tbody>${rows.join("")}</tbody></table></div></section>`;
}

/** How to apply the plan. */
export function applySection({ baseline, result, bytes, kernels, rewrites }: Fit): string {
  const heading = `<section aria-labelledby="apply"><h2 id="apply">How to apply the plan</h2>`;
  if (!bytes) {
    const why = result.arena < baseline.arena
      ? "The plan cannot be written into a file of this format."
      : "There is nothing to change: the file needs no less than it does today.";
    return `${heading}<p>${why}</p></section>`;
  }
  const done = rewrites.map((rewrite) => `<li>${escapeHtml(rewrite)}</li>`).join("");
  const arena = result.tflm?.min;
  const size = arena === undefined ? "" : htmlPre(`constexpr int kTensorArenaSize = ${arena};`);
  const warning = kernels.warning
    ? `<p class="warning">Mind: ${escapeHtml(kernels.warning)}</p>`
    : "";
  const [todo, file] = result.tflm
    ? ["the plan into a copy of the file, flash that, and make the arena smaller", "smaller.tflite"]
    : ["the order into a copy of the file", "OUT"];
  return `${heading}<p>Write ${todo}. Weights and results stay as they are, bit by bit.</p>
${htmlPre(`tmm optimize MODEL -o ${file} --kernels ${kernels.name}`)}
${size}<ul>${done}</ul>${warning}</section>`;
}
