/** `tmm demo`: the main job on the poster's own example, Inception V1. */

import {
  accountModel,
  activationsOnly,
  analyze,
  fit as planFor,
  fitText,
  groupDigits,
  load,
  mapCsv,
  mapText,
  memoryProfile,
  planMemory,
  verdictLines,
  verifyRewrite,
  zoo,
} from "../../../mod.ts";
import { type AddCommand, newCommand } from "../command.ts";
import { inProgress, print } from "../io.ts";

/** Limits of a search for bands that ends in a second or two, and with most of what there is. */
const SHORT = { steps: 20_000, plans: 40 };

/** Adds the command. */
export const addDemo: AddCommand = (program, io) => {
  newCommand(
    program,
    "other",
    "demo",
    "build Inception V1, map it, reorder it, plan it, cut it into bands; writes into out/",
    "demo",
  ).action(async () => {
    const network = zoo.find((entry) => entry.id === "C")!;
    print(io, `${network.name}: ${network.summary}\n`);
    const { model, map, macs, fit } = analyze(network.build());
    const { colour, width } = io;
    print(io, mapText(map, { from: 0, to: 30, colour, width }));

    const ordered = planMemory(accountModel(model, activationsOnly));
    const gain = map.peak - ordered.peak;
    print(io, `\nOrder alone: peak ${groupDigits(map.peak)} -> ${groupDigits(ordered.peak)} bytes`);
    print(
      io,
      gain > 0
        ? `${groupDigits(gain)} bytes less than in the file's own order`
        : "0 % gained: the file's own order is proven to be the cheapest already",
    );
    print(
      io,
      `\nOrder, sharing and placement together, for any kernels:\n${fitText(fit, { colour })}`,
    );

    const reference = planFor(model, { kernels: "tflm-reference" });
    print(io, `\nFor a device with TFLM's reference kernels:\n${fitText(reference, { colour })}`);

    const bands = inProgress(io, "bands", () => planFor(model, { partial: SHORT }));
    print(io, `\nComputed in bands of rows, for any kernels:\n${fitText(bands, { colour })}`);
    const proof = inProgress(
      io,
      "proof",
      () => verifyRewrite(model, load(bands.bytes!), { seeds: [1] }),
    );
    verdictLines(proof).forEach((line) => print(io, line));

    await io.writeFile("out/inception_v1.csv", mapCsv(map, macs.operators));
    await io.writeFile("out/inception_v1.svg", memoryProfile(map));
    await io.writeFile("out/inception_v1.tflite", model.bytes);
    await io.writeFile("out/inception_v1_bands.tflite", bands.bytes!);
    const written = [".csv", ".svg", ".tflite", "_bands.tflite"];
    print(io, `\nwrote ${written.map((end) => `out/inception_v1${end}`).join(", ")}`);
    print(io, "The last one is a file to flash, with an arena of less than half the size");
  });
};
