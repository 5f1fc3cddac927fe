/** The site: the files of the page without install, made from the sources. */

import { reportScript, reportStyle } from "../../mod.ts";
import manifest from "../../deno.json" with { type: "json" };
import index from "./index.html" with { type: "text" };
import style from "./site.css" with { type: "text" };

const root = new URL("../..", import.meta.url);

/**
 * Makes all files of the site, by name.
 *
 * @throws {Error} If a script cannot be bundled.
 */
export async function siteFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const folder = await Deno.makeTempDir();
  try {
    const config = `${folder}/deno.json`;
    await Deno.writeTextFile(config, JSON.stringify(browserConfig()));
    return new Map([
      ["index.html", encode(index)],
      ["site.css", encode(style)],
      ["report.css", encode(reportStyle)],
      ["report.js", encode(reportScript)],
      ["main.js", await bundled("main.ts", config)],
      ["worker.js", await bundled("worker.ts", config)],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Our configuration, with the build of csv-parse that brings a `Buffer` along: browsers have none. */
function browserConfig(): unknown {
  const { nodeModulesDir, compilerOptions, imports } = manifest;
  const [parser] = imports["csv-parse/sync"].split("/");
  const browserImports = { ...imports, "csv-parse/sync": `${parser}/browser/esm/sync` };
  return { nodeModulesDir, compilerOptions, imports: browserImports };
}

async function bundled(name: string, config: string): Promise<Uint8Array> {
  const source = new URL(`lib/site/${name}`, root).pathname;
  const lock = new URL("deno.lock", root).pathname;
  const options = ["--config", config, "--lock", lock, "--frozen"];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "browser", "--minify", ...options, source],
    cwd: root,
  }).output();
  if (!success) throw new Error(`Cannot bundle ${name}: ${new TextDecoder().decode(stderr)}`);
  return stdout;
}

if (import.meta.main) {
  const folder = new URL("site/", root);
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, bytes] of await siteFiles()) await Deno.writeFile(new URL(name, folder), bytes);
}
