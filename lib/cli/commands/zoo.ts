/** `tmm zoo`: writes a network from the literature as a .tflite file. */

import { Option } from "commander";
import { zoo, zooText } from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, newCommand } from "../command.ts";
import { print } from "../io.ts";

/** Adds the command. */
export const addZoo: AddCommand = (program, io) => {
  newCommand(
    program,
    "other",
    "zoo [id]",
    "write a network from the literature as a .tflite file, or list them",
    "zoo C -o inception_v1.tflite",
  )
    .addOption(shared.output("the file to write; default: the network's name"))
    .addOption(new Option("--float", "float32 instead of int8"))
    .addOption(shared.count("--size <pixels>", "height and width of the input"))
    .addOption(
      new Option("--weights <kind>", "none: a small file with the same map, which cannot run")
        .choices(["none", "zeros", "random"]).default("random"),
    )
    .action(async (id: string | undefined, { output, float, size, weights }) => {
      if (id === undefined) return print(io, zooText(zoo));
      const network = zoo.find((entry) => entry.id === id);
      if (!network) {
        const ids = zoo.map((entry) => entry.id).join(", ");
        throw new RangeError(`Cannot find the network "${id}": one of ${ids} wanted`);
      }
      const path = output ?? `${network.id}.tflite`;
      const dtype = float ? "float32" : "int8";
      await io.writeFile(path, network.build({ dtype, weights, inputSize: size }));
      print(io, `wrote ${path}: ${network.name}`);
    });
};
