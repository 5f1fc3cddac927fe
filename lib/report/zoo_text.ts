/** The networks of the zoo, as text. */

import type { ZooNetwork } from "../zoo/mod.ts";
import { tableLines } from "./_table.ts";

/** One line per network: the id that commands take, its name, what it is. */
export function zooText(networks: readonly ZooNetwork[]): string {
  return tableLines(networks.map(({ id, name, summary }) => [id, name, summary]), [0, 1, 2])
    .join("\n");
}
