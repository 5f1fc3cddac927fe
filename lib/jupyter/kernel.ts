/** The Deno kernel: how the last value of a cell comes to show itself there. */

import { viewOfResult } from "./kinds.ts";
import { NOTEBOOK_FOLDER } from "./notebook_folder.ts";
import { DISPLAY, show } from "./show.ts";

/** The kernel's interface; absent outside of a kernel, and in browsers. */
export function kernelApi(): typeof Deno.jupyter | undefined {
  if (typeof Deno === "undefined") return undefined;
  try {
    return Deno.jupyter;
  } catch {
    return undefined; // Deno refuses the property outside of a kernel.
  }
}

/**
 * Lets results show themselves, and returns to the notebook's folder. Does nothing outside of a
 * kernel.
 *
 * Results are plain data: nothing can be attached to them that a copy would keep, and some are
 * frozen. So in a kernel, and there only, every object is asked by its shape: the one property that
 * this adds is a symbol, not enumerable, and undefined for all objects that are not results.
 */
export function enterKernel(): void {
  if (!kernelApi()) return;
  const folder = Deno.env.get(NOTEBOOK_FOLDER);
  if (folder) Deno.chdir(folder);
  Object.defineProperty(Object.prototype, DISPLAY, {
    configurable: true,
    get(this: unknown) {
      return viewOfResult(this) && (() => show(this)[DISPLAY]());
    },
    set(this: object, value: unknown) {
      const own = { value, writable: true, enumerable: true, configurable: true };
      Object.defineProperty(this, DISPLAY, own);
    },
  });
}
