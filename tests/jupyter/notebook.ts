/** Notebooks in tests: reading them, and executing them in the kernel that is installed here. */

/** A cell of a notebook, nbformat 4. */
export interface Cell {
  readonly cell_type: "code" | "markdown";
  readonly source: string | readonly string[];
  readonly outputs?: readonly Output[];
}

/** What a cell left behind; the parts depend on the kind of output. */
export interface Output {
  readonly output_type: string;
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
  readonly text?: string | readonly string[];
}

/** A notebook. */
export interface Notebook {
  readonly cells: readonly Cell[];
}

/** The notebooks of the repository, in order. */
export function notebookPaths(): string[] {
  const folder = new URL("../../notebooks/", import.meta.url).pathname;
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  return names.filter((name) => name.endsWith(".ipynb")).sort().map((name) => folder + name);
}

/** nbformat stores a text as one string or as its lines. */
export const textOf = (text: string | readonly string[] = ""): string =>
  typeof text === "string" ? text : text.join("");

/** A notebook of code cells without outputs. */
export function notebookOf(...sources: string[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: sources.map((source, c) => ({
      cell_type: "code",
      id: `cell-${c}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
  });
}

/** Debian's Python has nbclient where it is installed as a package; another may stand before it. */
const PYTHONS = ["python3", "/usr/bin/python3"];

async function pythonWithClient(): Promise<string | undefined> {
  for (const python of PYTHONS) {
    const probe = new Deno.Command(python, {
      args: ["-c", "import nbclient, nbformat"],
      stdout: "null",
      stderr: "null",
    });
    const found = await probe.output().catch(() => undefined);
    if (found?.success) return python;
  }
}

const python = await pythonWithClient();

/** Registers a test that is skipped, and named as such, where nbclient is not installed. */
export function notebookTest(name: string, fn: () => Promise<void>): void {
  const ignore = python === undefined;
  Deno.test({ name: ignore ? `${name} (no nbclient)` : name, ignore, fn });
}

/**
 * Executes notebooks with a kernel of their own, registered for the time being by our own command.
 * Their working directories are the folders they lie in.
 *
 * @param paths Pairs of the notebook to execute and the file to write.
 */
export async function executeNotebooks(paths: readonly (readonly [string, string])[]) {
  const data = await Deno.makeTempDir();
  const env = { JUPYTER_DATA_DIR: data, NO_COLOR: "1" };
  try {
    const cli = new URL("../../cli.ts", import.meta.url).pathname;
    await run(Deno.execPath(), ["run", "-A", "--no-check", cli, "kernel", "install"], env);
    const script = new URL("./execute.py", import.meta.url).pathname;
    await run(python!, [script, "tmm", ...paths.flat()], env);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

async function run(program: string, args: string[], env: Record<string, string>) {
  const command = new Deno.Command(program, { args, env, stdout: "null", stderr: "piped" });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(`Cannot run ${args[0]}: ${new TextDecoder().decode(stderr)}`);
}
