/** A process for the tests: writes one file over and over, in two versions. */

import { denoIo } from "../../lib/platform/mod.ts";

const [path] = Deno.args;
const versions = [1, 2].map((value) => new Uint8Array(20_000_000).fill(value));
await denoIo.writeFile(path, versions[0]);
denoIo.write("written\n");
for (let i = 0;; i++) await denoIo.writeFile(path, versions[i % 2]);
