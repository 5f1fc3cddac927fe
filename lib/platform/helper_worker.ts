/** The worker of a helper: plans the models that it is asked for. */

import { type Answer, answer, type Question } from "../cli/mod.ts";
import { files } from "./files.ts";

/** The part of a worker's global scope that is used here. */
interface Scope {
  addEventListener(type: "message", listen: (event: { data: Question }) => void): void;
  postMessage(answer: Answer): void;
}

const scope = globalThis as unknown as Scope;
scope.addEventListener("message", async ({ data }) => scope.postMessage(await answer(files, data)));
