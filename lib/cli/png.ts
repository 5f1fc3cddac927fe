/** Charts as PNG files. */

import { type PngFiles, svgToPng } from "../../mod.ts";
import type { Io } from "./io.ts";

/** Renders a chart and writes it. */
export async function writePng(io: Io, path: string, svg: string): Promise<void> {
  const files: PngFiles = {
    wasm: await io.readPackageFile("@resvg/resvg-wasm/index_bg.wasm"),
    fonts: [
      await io.readPackageFile("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
      await io.readPackageFile("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
    ],
  };
  await io.writeFile(path, await svgToPng(svg, files));
}
