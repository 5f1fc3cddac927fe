/** `tmm map`: Tensor Memory Mapping of a model. */

import { Option } from "commander";
import {
  asInt8,
  fuse,
  groupDigits,
  isTflite,
  macsOf,
  mapCharts,
  mapCsv,
  mapModel,
  mapOnTflm,
  mapOnTflmText,
  mapReport,
  mapText,
} from "../../../mod.ts";
import { rangeArgument, shared } from "../arguments.ts";
import {
  type AddCommand,
  addInputOptions,
  fileName,
  knowsInputs,
  newCommand,
  printNotes,
  readModel,
} from "../command.ts";
import { print, writeJson } from "../io.ts";
import { writePng } from "../png.ts";

/** Adds the command. */
export const addMap: AddCommand = (program, io) => {
  const command = newCommand(
    program,
    "everyday",
    "map <model>",
    "the SRAM that each operator needs: input + output + other live tensors",
    "map model.tflite --csv map.csv --svg map.svg",
  );
  addInputOptions(command)
    .addOption(shared.csv("one row per operator"))
    .addOption(shared.svg("the chart"))
    .addOption(shared.png("the chart as pixels"))
    .addOption(
      new Option("--chart <name>", "which chart")
        .choices(mapCharts.map(({ name }) => name)).default(mapCharts[0].name),
    )
    .addOption(shared.json())
    .addOption(shared.count("--top <n>", "only the n largest operators"))
    .addOption(
      new Option("--ops <range>", "only these operators, such as 0-29; in the chart too")
        .argParser(rangeArgument),
    )
    .addOption(shared.bytes("--budget <bytes>", "a line in the chart, such as 64K"))
    .addOption(shared.fuse())
    .addOption(shared.dtype())
    .action(async (path: string, options) => {
      if (command.getOptionValueSource("chart") === "cli" && !options.svg && !options.png) {
        throw new TypeError(
          `Cannot draw ${options.chart}: a file for it wanted, neither --svg nor --png came`,
        );
      }
      const given = await readModel(io, path, options);
      const whole = options.fuse ? fuse(given) : given;
      const model = options.dtype === "int8" ? asInt8(whole) : whole;
      const map = mapModel(model);
      const macs = macsOf(map.accounting.graph, model.graphs);
      const isAsItStands = isTflite(model) && model === given && !knowsInputs(options);
      const tflm = isAsItStands ? mapOnTflm(model) : undefined;
      const count = map.steps.length;
      const { from, to } = options.ops ?? { from: 0, to: count };
      if (options.ops && from >= count) {
        throw new RangeError(`Cannot show operators: a first below ${count} wanted, ${from} came`);
      }
      const shown = { from, to: Math.min(to, count) };
      if (options.csv) await io.writeFile(options.csv, mapCsv(map, macs.operators));
      const { draw } = mapCharts.find(({ name }) => name === options.chart)!;
      const chart = () => draw(map, { ...shown, budget: options.budget });
      if (options.svg) await io.writeFile(options.svg, chart());
      if (options.png) await writePng(io, options.png, chart());
      if (options.json) {
        const { format, notes } = model;
        const source = { model: fileName(path), format, notes, tflm };
        await writeJson(io, options.json, mapReport(map, source, macs.operators));
        if (options.json === "-") return;
      }
      const { colour, width } = io;
      const note = tflm && mapOnTflmText(map, tflm);
      print(io, mapText(map, { ...shown, top: options.top, note, colour, width }));
      print(io, `multiply-accumulates ${groupDigits(macs.total)}`);
      printNotes(io, model);
    });
};
