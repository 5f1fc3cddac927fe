/** Loaded before a measured command: as its process ends, says the most memory that was resident. */

import { resourceUsage } from "node:process";

globalThis.addEventListener("unload", () => {
  console.error(`resident at most: ${resourceUsage().maxRSS} KiB`);
});
