/** `tmm kernel`: the kernel for Jupyter notebooks. */

import { installKernel, uninstallKernel } from "../../../mod.ts";
import { type AddCommand, newCommand } from "../command.ts";
import { print } from "../io.ts";

/** Adds the command. */
export const addKernel: AddCommand = (program, io) => {
  const kernel = newCommand(
    program,
    "other",
    "kernel",
    'the Jupyter kernel "tmm (Deno)": import * as tmm from "tmm" in any folder',
    "kernel install",
  ).helpCommand(false);
  kernel.command("install").description("Register the kernel for this user.")
    .action(async () => print(io, `registered "tmm (Deno)" in ${await installKernel()}`));
  kernel.command("uninstall").description("Remove the registration.")
    .action(async () => {
      const folder = await uninstallKernel();
      print(io, folder ? `removed ${folder}` : "nothing to remove: the kernel is not registered");
    });
};
