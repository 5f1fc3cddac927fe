/** What a large chart and a large report cost: 776 operators. */

import { fit, graphDrawing, load, mapModel, memoryProfile, reportHtml, zoo } from "../../mod.ts";

const model = load(zoo.find(({ id }) => id === "nasnet-a-cifar")!.build({ weights: "none" }));
const map = mapModel(model);
const fitted = fit(model);

Deno.bench("memory profile of 776 operators", () => void memoryProfile(map));
Deno.bench("graph drawing of 776 operators", () => void graphDrawing(map));
Deno.bench("report of 776 operators, planned before", async () => {
  await reportHtml(fitted, "large.tflite");
});
