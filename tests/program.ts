/** Other programs, run to their end: Deno itself, our command line, Node. */

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in a folder, without colours. @throws {Deno.errors.NotFound} If it is not there. */
export async function run(
  cwd: string,
  program: string,
  ...args: readonly string[]
): Promise<Ended> {
  const options = { args: [...args], cwd, env: { NO_COLOR: "1" } };
  const { code, stdout, stderr } = await new Deno.Command(program, options).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, stdout: out, stderr: err };
}

/** What this Deno prints when it is run in a folder. @throws {Error} If it fails: what it said. */
export async function runDeno(cwd: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(cwd, Deno.execPath(), ...args);
  if (code !== 0) throw new Error(`deno ${args.join(" ")} ended with ${code}: ${stdout}${stderr}`);
  return stdout;
}

/** Runs our command line as a process of its own. */
export function runTmm(cwd: string, ...args: readonly string[]): Promise<Ended> {
  const cli = new URL("../cli.ts", import.meta.url).pathname;
  return run(cwd, Deno.execPath(), "run", "-A", "--no-check", cli, ...args);
}
