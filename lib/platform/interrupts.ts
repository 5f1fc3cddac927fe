/** Ctrl+C while a search keeps this thread busy: another thread hears it and sets a shared flag. */

import type { Io } from "../cli/mod.ts";

/** Signals are shared by all threads. Once heard, the next one has its usual effect again. */
const LISTENER = `
  let flag;
  const stop = () => Deno.removeSignalListener("SIGINT", hear);
  const hear = () => { Atomics.store(flag, 0, 1); stop(); };
  addEventListener("message", ({ data }) => {
    if (data) { flag = data; Deno.addSignalListener("SIGINT", hear); } else stop();
    postMessage("done");
  });
`;

const flag = new Int32Array(new SharedArrayBuffer(4));
const wasInterrupted = () => Atomics.load(flag, 0) === 1;

/** Deno's signals. */
export const interrupts: Pick<Io, "interruptible" | "wasInterrupted"> = {
  async interruptible(work) {
    // A worker from a file would need the permission to read it.
    const url = `data:text/javascript,${encodeURIComponent(LISTENER)}`;
    const worker = new Worker(url, { type: "module" });
    const ask = (message: unknown) =>
      new Promise((resolve) => {
        worker.onmessage = resolve;
        worker.postMessage(message);
      });
    await ask(flag);
    try {
      return work(wasInterrupted);
    } finally {
      await ask(undefined);
      worker.terminate();
    }
  },
  wasInterrupted,
};
