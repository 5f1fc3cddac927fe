/** What Jupyter starts: Deno's kernel in the folder of the registration, told where the notebook is. */

import { NOTEBOOK_FOLDER } from "./notebook_folder.ts";

if (import.meta.main) {
  const [connection, folder] = Deno.args;
  const kernel = new Deno.Command(Deno.execPath(), {
    args: ["jupyter", "--quiet", "--kernel", "--conn", connection],
    cwd: folder,
    env: { [NOTEBOOK_FOLDER]: Deno.cwd() },
  }).spawn();
  // Jupyter signals the launcher and the kernel alike; an interrupt is the kernel's to answer.
  Deno.addSignalListener("SIGINT", () => {});
  Deno.exit((await kernel.status).code);
}
