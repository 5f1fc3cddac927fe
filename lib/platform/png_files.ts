/** The renderer and the fonts of PNG files, imported rather than read: that takes no permission. */

import type { Io } from "../cli/mod.ts";

/** Loads them. */
export const pngFiles: Io["pngFiles"] = async () => {
  const [wasm, plain, bold] = await Promise.all([
    import("@resvg/resvg-wasm/index_bg.wasm", { with: { type: "bytes" } }),
    import("dejavu-fonts-ttf/ttf/DejaVuSans.ttf", { with: { type: "bytes" } }),
    import("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf", { with: { type: "bytes" } }),
  ]);
  return { wasm: wasm.default, fonts: [plain.default, bold.default] };
};
