/** Rich display and progress in the Deno kernel, and the kernel "tmm (Deno)". */
export { enterKernel } from "./kernel.ts";
export { installKernel, uninstallKernel } from "./kernelspec.ts";
export { withProgress } from "./progress.ts";
export { type Displayable, show } from "./show.ts";
