/** The worker of the page: it reads, plans and draws, so that the page stays free to cancel it. */

import { fit, load, reportBody, reportHtml } from "../../mod.ts";
import type { Answer, Order } from "./messages.ts";

/** The part of a worker's global scope that is used here. */
interface Scope {
  addEventListener(type: "message", listen: (event: { data: Order }) => void): void;
  postMessage(answer: Answer): void;
}

const scope = globalThis as unknown as Scope;
const tell = (stage: string) => scope.postMessage({ kind: "stage", stage });

async function answer({ bytes, name, kernels }: Order): Promise<Answer> {
  tell("reading");
  const model = load(bytes);
  tell(`planning ${model.graphs[model.main].operators.length} operators`);
  const fitted = fit(model, { kernels });
  tell("drawing");
  const [body, report] = [reportBody(fitted, name), await reportHtml(fitted, name)];
  return { kind: "done", body, report, optimised: fitted.bytes };
}

scope.addEventListener("message", async ({ data }) => {
  try {
    scope.postMessage(await answer(data));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    scope.postMessage({ kind: "error", message });
  }
});
