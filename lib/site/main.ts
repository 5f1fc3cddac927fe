/// <reference lib="dom" />
/** The page without install: drop a model, see default against ours, download the optimised file. */

import { kernelSets } from "../reuse/mod.ts";
import type { Answer, Order } from "./messages.ts";

/** Defined by the script of the report. */
declare function startReport(root: Element): void;

const byId = <Kind extends HTMLElement>(id: string) => document.getElementById(id) as Kind;
const kernels = byId<HTMLSelectElement>("kernels");
const drop = byId("drop");
const file = byId<HTMLInputElement>("file");
const cancel = byId("cancel");
const status = byId("status");
const progress = byId("progress");
const error = byId("error");
const downloads = byId("downloads");
const report = byId("report");

let worker: Worker | undefined;

/** Shows that something goes on, or that nothing does. */
function setBusy(busy: boolean, said: string): void {
  status.textContent = said;
  progress.hidden = cancel.hidden = !busy;
}

function stop(said: string): void {
  worker?.terminate();
  worker = undefined;
  setBusy(false, said);
}

/** A link that saves bytes; without bytes the link is hidden. */
function offer(id: string, name: string, data: BlobPart | undefined): void {
  const link = byId<HTMLAnchorElement>(id);
  if (link.href) URL.revokeObjectURL(link.href);
  link.hidden = data === undefined;
  link.removeAttribute("href");
  if (data === undefined) return;
  link.href = URL.createObjectURL(new Blob([data]));
  link.download = name;
}

function show(answer: Answer, name: string): void {
  if (answer.kind === "stage") return setBusy(true, `${name}: ${answer.stage} ...`);
  if (answer.kind === "error") {
    stop("");
    error.textContent = answer.message;
    return;
  }
  const { optimised, body } = answer;
  stop(optimised ? `${name}: done` : `${name}: done; there is no other file to download`);
  const [, stem, ending] = name.match(/^(.*?)(\.[^.]*)?$/s)!;
  offer("optimised", `${stem}_optimised${ending ?? ""}`, optimised as BlobPart | undefined);
  offer("report-file", `${stem}.html`, answer.report);
  downloads.hidden = false;
  report.innerHTML = body; // Every name in it is escaped by the report.
  startReport(report);
}

async function plan(model: File): Promise<void> {
  stop("");
  error.textContent = "";
  downloads.hidden = true;
  report.replaceChildren();
  setBusy(true, `${model.name}: starting ...`);
  const started = worker = new Worker(new URL("worker.js", document.baseURI), { type: "module" });
  const fail = (message: string) => show({ kind: "error", message }, model.name);
  started.addEventListener("message", ({ data }) => show(data, model.name));
  started.addEventListener("error", ({ message }) => fail(`Cannot start the planner: ${message}`));
  try {
    const bytes = new Uint8Array(await model.arrayBuffer());
    const order: Order = { bytes, name: model.name, kernels: kernels.value as Order["kernels"] };
    started.postMessage(order, [bytes.buffer]);
  } catch {
    fail(`Cannot read ${model.name}: a file wanted`);
  }
}

for (const { name } of kernelSets) {
  kernels.append(new Option(name, name, name === "portable", name === "portable"));
}
kernels.addEventListener("change", () => file.files?.[0] && plan(file.files[0]));
file.addEventListener("change", () => file.files?.[0] && plan(file.files[0]));
cancel.addEventListener("click", () => stop("cancelled"));
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
document.addEventListener("dragleave", () => drop.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const files = event.dataTransfer?.files;
  if (!files?.length) return;
  file.files = files;
  plan(files[0]);
});
