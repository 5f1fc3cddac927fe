/** How long the proven optimum takes, beside a walk that knows no sizes. */

import { depthFirst, exact } from "../../lib/order/mod.ts";
import { networks } from "./order_networks.ts";

for (const { name, accounting } of networks()) {
  const options = { group: name, n: 5, warmup: 2 };
  Deno.bench({ ...options, name: `${name}: depth_first`, baseline: true }, () => {
    depthFirst(accounting);
  });
  Deno.bench({ ...options, name: `${name}: exact` }, () => {
    exact(accounting);
  });
}
