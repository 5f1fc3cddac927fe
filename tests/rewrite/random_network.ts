/** Random small int8 networks of the operators that can be cut into bands, and random runs in them. */

import { parseTflite, type TfliteModel } from "../../lib/formats/mod.ts";
import type { Graph } from "../../lib/graph/mod.ts";
import { type Run, runFault, turned } from "../../lib/rewrite/mod.ts";
import { encode } from "../../lib/zoo/encode.ts";
import {
  addOperator,
  type Handle,
  type Network,
  newNetwork,
  valuesOf,
} from "../../lib/zoo/network.ts";
import { add } from "../../lib/zoo/pointwise_layers.ts";
import {
  averagePool,
  concat,
  dropFirst,
  input,
  integers,
  maxPool,
  output,
  pad,
} from "../../lib/zoo/shape_layers.ts";
import { conv, depthwise } from "../../lib/zoo/weighted_layers.ts";
import { generator } from "../random_graph.ts";

/** Whole numbers from 0 to below a limit. */
export type Random = (limit: number) => number;

/** Numbers from a seed. */
export function randomFrom(seed: number): Random {
  const next = generator(seed);
  return (limit) => Math.floor(next() * limit);
}

/** A network of 2 to 9 operators on an image of odd and even sizes. */
export function randomNetwork(random: Random): TfliteModel {
  const net = newNetwork("random", "for tests", { seed: 1 + random(1000) });
  const size = () => 7 + random(14);
  const last = () => made[made.length - 1 - (random(4) === 0 ? random(made.length) : 0)];
  const made = [input(net, [1, size(), size(), 1 + random(5)])];
  const window = () => {
    const kernel = [1 + random(4), 1 + random(4)] as const;
    const padding = random(3) > 0 ? "same" as const : "valid" as const;
    return { kernel, padding };
  };
  for (let count = 2 + random(8); count > 0; count--) {
    const x = last();
    const [, height, width] = x.shape;
    if (height < 5 || width < 5) continue;
    const dilation = random(4) === 0 ? 2 : 1;
    const stride = dilation === 1 ? 1 + random(3) % 2 + random(2) * random(2) : 1;
    const isWide = height > 8 && width > 8;
    const options = { ...window(), stride, dilation: isWide ? dilation : 1 };
    const same = made.find((other) => other !== x && String(other.shape) === String(x.shape));
    const level = made.filter(({ shape }) =>
      String(shape.slice(0, 3)) === String(x.shape.slice(0, 3))
    );
    const choice = random(9);
    if (choice < 2) made.push(conv(net, x, { ...options, filters: 1 + random(6) }));
    else if (choice < 4) made.push(depthwise(net, x, options));
    else if (choice === 4) made.push(maxPool(net, x, { ...window(), stride: 1 + random(2) }));
    else if (choice === 5) {
      made.push(averagePool(net, x, { ...window(), stride: 1 + random(2) }));
    } else if (choice === 6) {
      made.push(random(3) ? pad(net, x, [random(2), 1]) : dropFirst(net, x));
    } else if (choice === 7) made.push(resized(net, x, random));
    else if (same) made.push(add(net, x, same, { activation: random(2) ? "relu" : "none" }));
    else if (level.length > 1) made.push(concat(net, level.slice(0, 3)));
    else made.push(conv(net, x, { kernel: 1, filters: x.shape[3] }));
  }
  if (made.length === 1) made.push(conv(net, made[0], { kernel: 3, filters: 2 }));
  const read = new Set(net.operators.flatMap(({ inputs }) => inputs));
  output(net, ...made.slice(1).filter(({ id }) => !read.has(id)));
  return parseTflite(encode(net));
}

/** Rows twice or four times, which can be cut, or three times, which cannot; columns somehow. */
function resized(net: Network, x: Handle, random: Random): Handle {
  const type = random(2) ? "RESIZE_BILINEAR" : "RESIZE_NEAREST_NEIGHBOR";
  const how = random(3);
  const [batch, height, width, channels] = x.shape;
  const factor = height > 9 ? 2 : 2 + random(3);
  const rows = how === 1 ? factor * (height - 1) + 1 : factor * height;
  const size = [rows, width + random(width)];
  return addOperator(net, type, [x, integers(net, `${net.tensors.length}/size`, size)], {
    name: `${type} ${net.tensors.length}`,
    shape: [batch, ...size, channels],
    values: valuesOf(net, x),
  }, { align_corners: how === 1, half_pixel_centers: how === 2 });
}

/** A run that can be cut, with random bands; `undefined` where there is none. */
export function randomRun(graph: Graph, random: Random): Run | undefined {
  const count = graph.operators.length;
  const runs: { first: number; last: number }[] = [];
  for (let first = 0; first < count; first++) {
    for (let last = first; last < count; last++) {
      const [, height = 1] = graph.tensors[graph.operators[last].outputs[0]].shape;
      if (height > 1 && runFault(graph, first, last) === undefined) runs.push({ first, last });
    }
  }
  if (runs.length === 0) return undefined;
  // Long runs are few: take the longer of two.
  const [a, b] = [runs[random(runs.length)], runs[random(runs.length)]];
  const { first, last } = b.last - b.first > a.last - a.first ? b : a;
  const height = graph.tensors[graph.operators[last].outputs[0]].shape[1];
  const inner = new Set(Array.from({ length: 1 + random(5) }, () => 1 + random(height - 1)));
  const cuts = [0, ...[...inner].sort((x, y) => x - y), height];
  const run: Run = { first, last, cuts, form: random(2) ? "pad" : "same" };
  return random(2) ? turned(run) : run;
}
