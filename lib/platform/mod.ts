/** The platform behind the command line: Deno's files, network, terminal, clock, signals and processes as its `Io`. */

import type { Io } from "../cli/mod.ts";
import { serveSite } from "../site/mod.ts";
import { files } from "./files.ts";
import { helpers } from "./helper.ts";
import { interrupts } from "./interrupts.ts";
import { pngFiles } from "./png_files.ts";
import { terminal } from "./terminal.ts";

export { writeAll } from "./terminal.ts";

/** What the command line needs of Deno. */
export const denoIo: Io = {
  ...files,
  pngFiles,
  ...terminal,
  ...interrupts,
  ...helpers,
  // A body that is packed on its way would have other bytes and another length.
  fetch: (url, from) =>
    fetch(url, {
      headers: {
        "accept-encoding": "identity",
        ...from > 0 && { range: `bytes=${from}-` },
      },
    }),
  serve: serveSite,
};
