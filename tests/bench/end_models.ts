/** The models of the end-to-end benchmark: the zoo's by name, some of the corpus, and 1,000 operators. */

import { concat, conv, type Handle, maxPool, output } from "../../lib/zoo/builder.ts";
import { zoo, type ZooNetwork } from "../../lib/zoo/mod.ts";
import { zooNetwork } from "../../lib/zoo/zoo_network.ts";
import { corpusFiles } from "../corpus.ts";

/** A model, and whether its plan is proven by execution within the time that is measured. */
export interface EndModel {
  readonly name: string;
  /** The network to build, or a file of the corpus. */
  readonly source: { readonly network: ZooNetwork; readonly size?: number } | {
    readonly file: string;
  };
  readonly execute: boolean;
}

/** Modules of eight operators, in which the first branch reads what the module before has read. */
const thousand = zooNetwork({
  id: "thousand",
  name: "1,000 operators",
  summary: "125 modules of four branches, each of which also reads what the one before has read",
  inputSize: 32,
  draw(net, image) {
    const layer = (x: Handle, name: string, filters: number, kernel: number) =>
      conv(net, x, { name, filters, kernel, activation: "relu" });
    let [before, x] = [image, image];
    for (let module = 0; module < 125; module++) {
      const at = (branch: string) => `module${module}/${branch}`;
      const pooled = maxPool(net, x, { name: at("pool"), kernel: 3, stride: 1 });
      const branches = [
        layer(before, at("a"), 8 + module % 5, 1),
        layer(layer(x, at("b/reduce"), 6 + module % 7, 1), at("b"), 16, 3),
        layer(layer(x, at("c/reduce"), 4, 1), at("c"), 8, 3),
        layer(pooled, at("d"), 8, 1),
      ];
      [before, x] = [x, concat(net, branches, { name: at("concat") })];
    }
    output(net, x);
  },
});

function zooModel(id: string, size: number | undefined, execute: boolean): EndModel {
  const network = zoo.find((one) => one.id === id);
  if (network === undefined) throw new RangeError(`Cannot find the network ${id} in the zoo`);
  const name = size === undefined ? network.name : `${network.name}, ${size} pixels`;
  return { name, source: { network, size }, execute };
}

/** The models, those of the corpus where it is at hand. */
export function endModels(): EndModel[] {
  const files = ["mlperf_tiny_vww_96_int8"]
    .flatMap((name) => corpusFiles("models/tflite", `${name}.tflite`));
  return [
    ...files.map((file) => ({ name: file.replace(/^.*\//, ""), source: { file }, execute: true })),
    zooModel("I", 64, true),
    zooModel("I", undefined, false),
    zooModel("pnasnet-cifar", undefined, false),
    { name: thousand.name, source: { network: thousand }, execute: false },
  ];
}
