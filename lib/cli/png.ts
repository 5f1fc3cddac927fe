/** Charts as PNG files. */

import { svgToPng } from "../../mod.ts";
import type { Io } from "./io.ts";

/** Renders a chart and writes it. */
export async function writePng(io: Io, path: string, svg: string): Promise<void> {
  await io.writeFile(path, await svgToPng(svg, await io.pngFiles()));
}
