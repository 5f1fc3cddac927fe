/** What is fuzzed: each reader and the checker of plans, with its seeds and its changes. */

import { formatMinimalloc, parseMinimalloc, place } from "../../lib/arena/mod.ts";
import { load, parseTflite, type TfliteModel, unpackFile } from "../../lib/formats/mod.ts";
import type { Model } from "../../lib/graph/mod.ts";
import { kernelSets } from "../../lib/reuse/mod.ts";
import { execute, fnv1a64, seededInputs, verifyRewrite } from "../../lib/run/mod.ts";
import { placesOfHead } from "../../lib/run/places.ts";
import { carriedPlan, predictArena } from "../../lib/tflm/mod.ts";
import { gzip } from "../formats/tar_writer.ts";
import type { CorpusFiles } from "./corpus_seeds.ts";
import { type Dice, EDGES } from "./dice.ts";
import { type Mutate, mutateBytes } from "./mutate_bytes.ts";
import { mutateFlatbuffer } from "./mutate_flatbuffer.ts";
import { mutateProtobuf } from "./mutate_protobuf.ts";
import { mutateJson, mutateWords } from "./mutate_text.ts";
import { checkRefusal, type Outcome, outcomeOf } from "./outcome.ts";
import { graphdefFiles, graphTexts, onnxFiles } from "./seeds_protobuf.ts";
import { plannedFiles, tfliteFiles } from "./seeds_tflite.ts";
import { graphJsonFiles, minimallocFiles, tarFiles, tfjsFiles } from "./seeds_text.ts";
import { checkPlan, useModel } from "./use_model.ts";

/** A reader and how it is attacked. */
export interface Target {
  readonly name: string;
  /** Inputs that are valid. */
  readonly seeds: () => readonly Uint8Array[];
  /** Where the corpus has more of them. */
  readonly corpus?: readonly CorpusFiles[];
  readonly mutate: Mutate;
  /** Does what a user does. @throws {Error} If that ends in any other way than it may. */
  readonly use: (bytes: Uint8Array, dice: Dice) => Outcome | Promise<Outcome>;
}

/** Loads, and uses what came of it. */
function useFile(bytes: Uint8Array, dice: Dice): Outcome {
  let model: Model | undefined;
  const files = { "w.bin": new Uint8Array(1 << dice.below(12)) };
  const options = dice.oneIn(4) ? { files, batch: 1 + dice.below(9) } : { files };
  const outcome = outcomeOf(() => model = load(bytes, options));
  if (model) useModel(model, dice);
  return outcome;
}

/** The offsets of a plan at edges, a little aside, in each other's place; other counts of them. */
const mutatePlan: Mutate = (file, _, dice) => {
  const changed = file.slice();
  const payload = carriedPlan(parseTflite(changed))!;
  const view = new DataView(changed.buffer, payload.byteOffset, payload.length);
  const place = () => 4 * (dice.oneIn(30) ? dice.below(3) : 3 + dice.below(payload.length / 4 - 3));
  for (let changes = 1 + dice.below(3); changes > 0; changes--) {
    const [at, donor] = [place(), place()];
    const value = view.getInt32(at, true);
    const near = value + dice.pick([-32, -16, -1, 1, 16, 32]);
    const values = [near, near, view.getInt32(donor, true), -1, dice.pick(EDGES)];
    view.setInt32(at, dice.pick(values), true);
  }
  return changed;
};

/** Reads the file, and compares the checker of its plan with the judge under every kernel set. */
function usePlan(bytes: Uint8Array, dice: Dice): Outcome {
  let verdict: ReturnType<typeof checkPlan> | undefined;
  const outcome = outcomeOf(() => {
    const model = parseTflite(bytes);
    const limit = dice.oneIn(3) ? 1 << dice.below(16) : undefined;
    const kernels = dice.oneIn(2) ? "tflm-reference" : dice.pick(kernelSets).name;
    verdict = checkPlan(model, kernels, undefined, limit);
    if (dice.oneIn(40)) checkVerified(model);
  });
  return outcome === "taken" && verdict === "both refuse" ? "refused" : outcome;
}

/**
 * A plan that is taken must give the right outputs. Taint alone is no proof against it: it refuses a
 * copy of bytes that are gone also where nobody reads that copy.
 */
function checkVerified(model: TfliteModel): void {
  const { plan, execution } = verifyRewrite(model, model, { seeds: [1] });
  if (!plan.present || !plan.ok || !execution.ran || execution.ok) return;
  const inputs = seededInputs(model.graphs[model.main], 1);
  const places = placesOfHead(model.graphs, predictArena(model).plan);
  const [apart, shared] = [{}, places].map((options) => execute(model, inputs, options));
  if (apart.some((bytes, place) => fnv1a64(bytes) !== fnv1a64(shared[place]))) {
    throw new Error(`a plan that is taken and runs wrong: ${execution.faults[0]}`);
  }
}

/** Reads a placement instance, and places it. */
function useCsv(bytes: Uint8Array): Outcome {
  return outcomeOf(() => {
    const { problem, ids } = parseMinimalloc(new TextDecoder().decode(bytes));
    if (problem.buffers.length > 100) return;
    const { offsets } = place(problem, { stateLimit: 100 });
    parseMinimalloc(formatMinimalloc({ problem, ids, offsets }));
  });
}

/** Packs what may be a tar archive, and looks for a file in it. */
async function useArchive(bytes: Uint8Array, dice: Dice): Promise<Outcome> {
  const packed = await gzip(bytes);
  try {
    await unpackFile(dice.oneIn(5) ? mutateBytes(packed, packed, dice) : packed, "m.tflite");
    return "taken";
  } catch (error) {
    checkRefusal(error);
    return "refused";
  }
}

/** All of them. To add one: one entry here. */
export const targets: readonly Target[] = [
  {
    name: "tflite",
    seeds: () => [...tfliteFiles(), ...plannedFiles().slice(0, 4)],
    corpus: [["models/tflite", ".tflite"], ["models/broken", ".tflite"]],
    mutate: mutateFlatbuffer,
    use: useFile,
  },
  {
    name: "onnx",
    seeds: onnxFiles,
    corpus: [["models/onnx", ".onnx"]],
    mutate: mutateProtobuf,
    use: useFile,
  },
  {
    name: "graphdef",
    seeds: graphdefFiles,
    corpus: [["models/pb", ".pb"]],
    mutate: mutateProtobuf,
    use: useFile,
  },
  {
    name: "pbtxt",
    seeds: graphTexts,
    corpus: [["models/pbtxt", ".pbtxt"]],
    mutate: mutateWords,
    use: useFile,
  },
  { name: "tfjs", seeds: tfjsFiles, mutate: mutateJson, use: useFile },
  { name: "graph-json", seeds: graphJsonFiles, mutate: mutateJson, use: useFile },
  { name: "plan", seeds: plannedFiles, mutate: mutatePlan, use: usePlan },
  { name: "csv", seeds: minimallocFiles, mutate: mutateWords, use: useCsv },
  { name: "tar", seeds: tarFiles, mutate: mutateBytes, use: useArchive },
];
