/** The npm package, for Node and for bundlers: one module, its types, and what it depends on. */

import { unpackTar } from "modern-tar";
import manifest from "../../deno.json" with { type: "json" };
import { runDeno } from "../program.ts";

const root = new URL("../..", import.meta.url).pathname;

/**
 * Makes all files of the package, by name. Our own code and its tables become one module; npm
 * packages stay imports, and `package.json` pins those that remain.
 *
 * @throws {Error} If the bundler or the extraction of types fails: what it said.
 */
export async function packageFiles(): Promise<ReadonlyMap<string, string>> {
  const module = await bundled();
  const { name, version, license } = manifest;
  const about = {
    name,
    version,
    license,
    type: "module",
    engines: { node: ">=20" },
    exports: { ".": { types: "./mod.d.ts", default: "./mod.js" } },
    dependencies: dependenciesOf(module),
  };
  const texts = ["README.md", "CHANGELOG.md", "LICENSE"].map((file) =>
    [file, Deno.readTextFileSync(root + file)] as const
  );
  return new Map([
    ["package.json", `${JSON.stringify(about, null, 2)}\n`],
    ["mod.js", module],
    ...texts,
    ...await typeFiles(),
  ]);
}

function bundled(): Promise<string> {
  const externals = Object.keys(manifest.imports).flatMap((name) => ["--external", name]);
  return runDeno(root, "bundle", "--quiet", "--platform", "browser", ...externals, "mod.ts");
}

/** The packages that a module imports, with the versions of deno.json. */
function dependenciesOf(module: string): Record<string, string> {
  const imported = module.matchAll(/\b(?:from |import\()"([^"]+)"/g);
  const used = new Set([...imported].map(([, specifier]) => specifier));
  return Object.fromEntries(
    Object.entries(manifest.imports).filter(([specifier]) => used.has(specifier)).map(
      ([, target]) => target.match(/^npm:(.+?)@([^/]+)/)!.slice(1),
    ),
  );
}

/** The declarations, which Deno takes from the sources as it would for an archive of its own. */
async function typeFiles(): Promise<(readonly [name: string, text: string])[]> {
  const archive = await Deno.makeTempFile({ suffix: ".tgz" });
  try {
    await runDeno(root, "pack", "--quiet", "--allow-dirty", "--output", archive);
    const bytes = new Blob([await Deno.readFile(archive)]).stream();
    const entries = await unpackTar(bytes.pipeThrough(new DecompressionStream("gzip")));
    return entries.filter(({ header }) => header.name.endsWith(".d.ts")).map(({ header, data }) =>
      [header.name.replace("package/", ""), new TextDecoder().decode(data)] as const
    );
  } finally {
    await Deno.remove(archive);
  }
}

/** Writes the package into a folder, which may exist. */
export async function writePackage(folder: string): Promise<void> {
  for (const [name, text] of await packageFiles()) {
    const path = `${folder}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
}

if (import.meta.main) await writePackage(`${root}out/npm`);
