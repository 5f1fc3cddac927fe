/** Charts as PNG: the same picture on every machine, because renderer and fonts come with it. */

import { initWasm, Resvg } from "@resvg/resvg-wasm";

/** Files of npm packages that rendering needs; the caller reads them. */
export interface PngFiles {
  /** `@resvg/resvg-wasm/index_bg.wasm`. */
  readonly wasm: Uint8Array;
  /** `dejavu-fonts-ttf/ttf/DejaVuSans.ttf` and `DejaVuSans-Bold.ttf`. */
  readonly fonts: readonly Uint8Array[];
}

/** Options of {@linkcode svgToPng}. */
export interface PngOptions {
  /** Pixels of the picture for each pixel of the chart; 2 by default. */
  readonly scale?: number;
}

let ready: Promise<void> | undefined;

/**
 * Renders the text of an SVG. The first call starts the renderer, which stays for the others.
 *
 * @throws {Error} If the text is not well-formed SVG.
 */
export async function svgToPng(
  svg: string,
  files: PngFiles,
  options: PngOptions = {},
): Promise<Uint8Array> {
  const { scale = 2 } = options;
  ready ??= initWasm(files.wasm as BufferSource);
  await ready;
  const renderer = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      fontBuffers: [...files.fonts],
      defaultFontFamily: "DejaVu Sans",
      sansSerifFamily: "DejaVu Sans",
    },
  });
  try {
    return renderer.render().asPng();
  } finally {
    renderer.free();
  }
}
