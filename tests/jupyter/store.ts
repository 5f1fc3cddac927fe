/** Executes the notebooks of the repository and stores their outputs in them. */

import { executeNotebooks, notebookPaths } from "./notebook.ts";

await executeNotebooks(notebookPaths().map((path) => [path, path]));
