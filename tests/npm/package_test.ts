/** The library outside of Deno: as an npm package under Node, and with nothing but ES2023. */

import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import * as tmm from "../../mod.ts";
import { run, runDeno } from "../program.ts";
import { answer } from "./answer.js";
import { writePackage } from "./package.ts";

const root = new URL("../..", import.meta.url).pathname;

/** The major version of the Node on this machine; 0 where there is none. */
const node = await run(root, "node", "--version")
  .then(({ stdout }) => Number(stdout.match(/^v(\d+)/)?.[1]), () => 0);

const JAVASCRIPT = `
import * as tmm from "@tmm/tmm";
import { answer } from "./answer.js";
process.stdout.write(await answer(tmm));
`;

const TYPESCRIPT = `
import { type Analysis, analyze, zoo } from "@tmm/tmm";
const analysis: Analysis = analyze(zoo[0].build());
// @ts-expect-error The arena is a number of bytes.
export const arena: string = analysis.fit.result.arena;
`;

/** A program of a user in a folder of its own, with our package among its packages. */
async function withUser(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const installed = `${folder}/node_modules/@tmm/tmm`;
    await writePackage(installed);
    const { dependencies } = JSON.parse(await Deno.readTextFile(`${installed}/package.json`));
    const files = {
      "package.json": JSON.stringify({ type: "module", dependencies }),
      "deno.json": JSON.stringify({ nodeModulesDir: "manual" }),
      "deno.lock": await Deno.readTextFile(`${root}deno.lock`),
      "answer.js": await Deno.readTextFile(new URL("answer.js", import.meta.url)),
      "use.js": JAVASCRIPT,
      "use.ts": TYPESCRIPT,
    };
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    // What npm would fetch is in Deno's cache already.
    await runDeno(folder, "install", "--node-modules-dir=auto");
    await act(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: `the npm package does under Node what the sources do here${node >= 20 ? "" : " (no Node)"}`,
  ignore: node < 20,
  fn: () =>
    withUser(async (folder) => {
      const { stdout, stderr } = await run(folder, "node", "use.js");
      assert.equal(stderr, "");
      assert.equal(stdout, await answer(tmm));
      await runDeno(folder, "check", "use.ts");
    }),
});

Deno.test("mod.ts needs no platform but for notebooks, and no JavaScript younger than Node 20", async () => {
  const config = await Deno.makeTempFile({ suffix: ".json" });
  try {
    const { imports, nodeModulesDir } = manifest;
    const lib = ["es2023", "dom", "dom.iterable", "dom.asynciterable"];
    const own = Object.entries(imports).filter(([name]) => name !== "tmm");
    const strict = { imports: Object.fromEntries(own), nodeModulesDir, compilerOptions: { lib } };
    await Deno.writeTextFile(config, JSON.stringify(strict));
    const options = ["--config", config, "--lock", "deno.lock"];
    const { stderr } = await run(root, Deno.execPath(), "check", ...options, "mod.ts");
    const places = [...stderr.matchAll(/at file:\/\/\S*?\/(lib\/\S+|mod\.ts\S*)/g)];
    assert.ok(places.length > 0, "the platform of lib/jupyter is not seen");
    const elsewhere = places.map(([, place]) => place)
      .filter((place) => !place.startsWith("lib/jupyter/"));
    assert.deepEqual(elsewhere, []);
  } finally {
    await Deno.remove(config);
  }
});
