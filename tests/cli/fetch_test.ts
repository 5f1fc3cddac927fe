import assert from "node:assert/strict";
import { evaluationNetworks, originals } from "../../mod.ts";
import { corpus, corpusTest } from "../corpus.ts";
import { tgz } from "../formats/tar_writer.ts";
import { runTmm } from "../program.ts";
import { serveFiles } from "./file_server.ts";
import { runCommand } from "./memory_io.ts";

const FOLDER = "out/originals";

const original = (id: string) => originals.find((entry) => entry.id === id)!;
const network = (id: string) => evaluationNetworks.find((entry) => entry.id === id)!;
const pathOf = (id: string) => `${FOLDER}/${original(id).file}`;

/** What a mirror has: small networks under the names of the original files. */
const small = { inputSize: 64, weights: "none" } as const;
const inception = await tgz({
  "./labels.txt": new Uint8Array(9),
  [`./${original("C").member}`]: network("C").build(small),
});
const posenet = network("H").build(small);
const mirror = { [original("C").file]: inception, [original("H").file]: posenet };

async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

Deno.test("originals has one file for each of A to I, with a source", () => {
  assert.deepEqual(originals.map(({ id }) => id), evaluationNetworks.map(({ id }) => id));
  for (const { id, url, file, member, bytes, sha256, source } of originals) {
    assert.match(url, /^https:/, id);
    assert.match(file, /\.(tflite|tgz|tar\.gz)$/, id);
    assert.equal(member === undefined, file.endsWith(".tflite"), id);
    assert.ok(bytes === undefined || Number.isSafeInteger(bytes), id);
    assert.match(sha256 ?? "0".repeat(64), /^[0-9a-f]{64}$/, id);
    assert.match(source, /^URL: .*(SHA-256|digest)/, id);
  }
  assert.equal(new Set(originals.map(({ file }) => file)).size, originals.length);
});

Deno.test("fetch brings archives and plain files, once, and table makes rows of them", async () => {
  await using server = serveFiles(mirror);
  const args = ["fetch", "C", "H", "--mirror", `${server.url}/`];
  const first = await runCommand({}, ...args);
  assert.equal(first.error, undefined);
  assert.deepEqual([...first.files.keys()], [pathOf("C"), pathOf("H")]);
  assert.deepEqual(first.files.get(pathOf("C")), inception);
  assert.deepEqual(first.files.get(pathOf("H")), posenet);
  assert.match(
    first.stdout,
    new RegExp(`C .* fetched, .*SHA-256 ${await digestOf(inception)}, none`),
  );

  const files = Object.fromEntries(first.files);
  const again = await runCommand(files, ...args);
  assert.match(again.stdout, /C .* there already, .*\nH .* there already, /);
  assert.equal(server.requests.length, 2);

  const { stdout } = await runCommand(files, "table", "--originals", "--json", "-");
  const { rows } = JSON.parse(stdout);
  assert.deepEqual(rows.map(({ id }: { id: string }) => id), ["C", "H"]);
  assert.equal(rows[0].name, "Inception V1 (inception_v1_224_quant.tflite)");
  assert.equal(rows[0].operators, 84);
  for (const { stock, reference } of rows) assert.ok(reference <= stock);
  const text = (await runCommand(files, "table", "--originals", FOLDER)).stdout;
  assert.match(text, /note: A has no row: .*mobilenet_v1_1.0_224_quant.tgz is not there/);
});

Deno.test("fetch goes on where a broken connection stopped", async () => {
  await using server = serveFiles(mirror, { breakAfter: 5000 });
  const args = ["fetch", "C", "--mirror", server.url];
  const broken = await runCommand({}, ...args);
  assert.equal(broken.error?.message, "Cannot fetch 1 of 1 files: C");
  assert.match(
    broken.stdout,
    /Cannot fetch the rest of .*: \d+ bytes wanted, 5000 came; the same command goes on/,
  );
  assert.deepEqual([...broken.files.keys()], [`${pathOf("C")}.part`]);
  const whole = await runCommand(Object.fromEntries(broken.files), ...args);
  assert.equal(whole.error, undefined);
  assert.deepEqual([...whole.files.keys()], [pathOf("C")]);
  assert.deepEqual(whole.files.get(pathOf("C")), inception);
  assert.equal(server.requests[1], `${original("C").file} bytes=5000-`);
});

Deno.test("fetch starts again where the server cannot go on, or has another file", async () => {
  const part = `${pathOf("C")}.part`;
  const cases: [string, Uint8Array, boolean, number][] = [
    ["no ranges", inception.slice(0, 5000), false, 1],
    ["more than the file has", new Uint8Array(inception.length + 9), true, 2],
    ["all of it", inception, true, 1],
  ];
  for (const [name, held, ranges, requests] of cases) {
    await using server = serveFiles(mirror, { ranges });
    const { files, error } = await runCommand(
      { [part]: held },
      "fetch",
      "C",
      "--mirror",
      server.url,
    );
    assert.equal(error, undefined, name);
    assert.deepEqual([...files.keys()], [pathOf("C")], name);
    assert.deepEqual(files.get(pathOf("C")), inception, name);
    assert.equal(server.requests.length, requests, name);
  }
});

Deno.test("fetch keeps no wrong file, names what it could not get, and gets the others", async () => {
  const another = await tgz({ "nothing.txt": new Uint8Array(9) });
  const wrong = { ...mirror, [original("A").file]: inception, [original("G").file]: posenet };
  await using server = serveFiles({ ...wrong, [original("F").file]: another });
  const run = await runCommand({}, "fetch", "--mirror", server.url);
  assert.equal(run.error?.message, "Cannot fetch 7 of 9 files: A, B, D, E, F, G, I");
  assert.deepEqual([...run.files.keys()], [pathOf("C"), pathOf("H")]);
  const digests = `${original("A").sha256} wanted, ${await digestOf(inception)} came`;
  assert.match(run.stdout, new RegExp(`A .* Cannot keep .*: SHA-256 ${digests}\n`));
  assert.match(run.stdout, /B .* Cannot fetch .*: a file wanted, status 404 came\n/);
  assert.match(run.stdout, /F .* expected a file densenet.tflite, found nothing.txt\n/);
  assert.match(run.stdout, new RegExp(`G .*: 2779264 bytes wanted, ${posenet.length} came\n`));
});

Deno.test("fetch takes a web page for no model, and a held part survives status 404", async () => {
  await using server = serveFiles({}, { page: "<html>Please sign in</html>" });
  const run = await runCommand({}, "fetch", "D", "H", "--mirror", server.url);
  assert.match(run.stdout, /D .* found a web page: .*\nH .* found a web page: /);
  assert.deepEqual([...run.files.keys()], []);
  await using empty = serveFiles({});
  const part = { [`${pathOf("H")}.part`]: new Uint8Array(9) };
  const { files, error } = await runCommand(part, "fetch", "H", "--mirror", empty.url);
  assert.ok(error);
  assert.deepEqual([...files.keys()], [`${pathOf("H")}.part`]);
});

Deno.test("a cached file that is not the documented one is fetched anew", async () => {
  await using server = serveFiles({ [original("A").file]: inception });
  const held = { [pathOf("A")]: inception };
  const { error } = await runCommand(held, "fetch", "A", "--mirror", server.url);
  assert.equal(error?.message, "Cannot fetch 1 of 1 files: A");
  assert.equal(server.requests.length, 1);
});

Deno.test("fetch in a process: real files, a broken connection, and one line when offline", async () => {
  const folder = await Deno.makeTempDir();
  const fetchC = (url: string) =>
    runTmm(folder, "fetch", "C", "--to", "deep/cache", "--mirror", url);
  const names = () => [...Deno.readDirSync(`${folder}/deep/cache`)].map(({ name }) => name);
  const { file } = original("C");
  try {
    const server = serveFiles(mirror, { breakAfter: 5000 });
    assert.equal((await fetchC(server.url)).code, 1);
    assert.deepEqual(names(), [`${file}.part`]);
    await server[Symbol.asyncDispose]();
    const offline = await fetchC(server.url);
    assert.equal(offline.code, 1);
    const host = new URL(server.url).host;
    assert.equal(
      offline.stderr,
      `tmm: Cannot fetch from ${host}: a connection wanted, none came\n`,
    );
    assert.deepEqual(names(), [`${file}.part`]);
    await using back = serveFiles(mirror);
    const { code, stderr } = await fetchC(back.url);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    assert.deepEqual(back.requests, [`${file} bytes=5000-`]);
    assert.deepEqual(names(), [file]);
    assert.deepEqual(await Deno.readFile(`${folder}/deep/cache/${file}`), inception);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an original whose input is open is read with its documented shape", async () => {
  const attribute = 'attr { key: "dtype" value { type: DT_FLOAT } }';
  const sizes = [-1, -1, -1, 3].map((size) => `dim { size: ${size} }`).join(" ");
  const graph = new TextEncoder().encode(`
    node { name: "input_images" op: "Placeholder" ${attribute}
           attr { key: "shape" value { shape { ${sizes} } } } }
    node { name: "scores" op: "Relu" input: "input_images" ${attribute.replace("dtype", "T")} }
  `);
  const packed = await tgz({ [original("I").member!]: graph });
  const { stdout } = await runCommand(
    { [pathOf("I")]: packed },
    "table",
    "--originals",
    "--json",
    "-",
  );
  assert.equal(JSON.parse(stdout).rows[0].stock, 2 * 320 * 320 * 3 * 4);
});

Deno.test("table --originals and fetch say what is wrong with their arguments", async () => {
  const { error } = await runCommand({}, "table", "--originals", "nowhere");
  assert.match(error!.message, /^Cannot make the table: files of tmm fetch in nowhere wanted/);
  const both = await runCommand({}, "table", "--originals", "--float");
  assert.match(both.error!.message, /cannot be used with option '--float'/);
  const mirrored = await runCommand({}, "fetch", "--mirror", "here");
  assert.match(mirrored.error!.message, /a URL wanted/);
});

corpusTest(
  "the original DeepLabv3 passes its documented size and digest, and has its row",
  async () => {
    const { file } = original("G");
    const deeplab = await Deno.readFile(`${corpus}/models/tflite/G_${file}`);
    await using server = serveFiles({ [file]: deeplab });
    const { files, stdout } = await runCommand({}, "fetch", "G", "--mirror", server.url);
    assert.match(
      stdout,
      /G .* fetched, 2,779,264 bytes, SHA-256 as documented/,
    );
    const table = await runCommand(
      Object.fromEntries(files),
      "table",
      "--originals",
      "--json",
      "-",
    );
    const [row] = JSON.parse(table.stdout).rows;
    assert.equal(row.operators, 70);
    assert.ok(row.reference < row.stock);
  },
);
