/** The kernel "tmm (Deno)": where Jupyter looks for it, and what it finds there. */

import manifest from "../../deno.json" with { type: "json" };

const NAME = "tmm";

/**
 * Registers the kernel "tmm (Deno)" for this user: in its notebooks `import * as tmm from "tmm"`
 * finds this copy of the software from any folder. A registration before it is replaced.
 *
 * Deno's kernel takes its import map from the deno.json of the folder in which it starts, and from
 * nowhere else. So the registration has a deno.json beside it, and a launcher starts the kernel
 * there; `import * as tmm from "tmm"` returns to the notebook's folder, so it should come first.
 * Relative *imports* (`./helper.ts`) stay relative to the registration: Deno fixes that at its start.
 *
 * @returns The folder of the registration.
 */
export async function installKernel(): Promise<string> {
  const folder = kernelFolder();
  await Deno.mkdir(folder, { recursive: true });
  const launcher = new URL("./launch.ts", import.meta.url).href;
  const spec = {
    argv: [Deno.execPath(), "run", "-A", "--no-config", launcher, "{connection_file}", folder],
    display_name: "tmm (Deno)",
    language: "typescript",
  };
  const imports = { ...manifest.imports, [NAME]: new URL("../../mod.ts", import.meta.url).href };
  const { nodeModulesDir, compilerOptions } = manifest;
  const config = { imports, nodeModulesDir, compilerOptions };
  for (const [name, value] of Object.entries({ "kernel.json": spec, "deno.json": config })) {
    await Deno.writeTextFile(`${folder}/${name}`, `${JSON.stringify(value, null, 2)}\n`);
  }
  // Beside the deno.json: what notebooks import is then added here, not to our own lock file.
  await Deno.copyFile(new URL("../../deno.lock", import.meta.url), `${folder}/deno.lock`);
  return folder;
}

/**
 * Removes the registration.
 *
 * @returns The folder that was removed; absent if there was none.
 */
export async function uninstallKernel(): Promise<string | undefined> {
  const folder = kernelFolder();
  try {
    await Deno.remove(folder, { recursive: true });
    return folder;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The user's folder of kernels, where Jupyter looks ("Data files", docs.jupyter.org). */
function kernelFolder(): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  const byDefault: Partial<Record<typeof Deno.build.os, string>> = {
    darwin: `${home}/Library/Jupyter`,
    windows: `${Deno.env.get("APPDATA") ?? home}/jupyter`,
  };
  const data = Deno.env.get("JUPYTER_DATA_DIR") ?? byDefault[Deno.build.os] ??
    `${Deno.env.get("XDG_DATA_HOME") ?? `${home}/.local/share`}/jupyter`;
  return `${data}/kernels/${NAME}`;
}
