/** Serves the site to this machine, and to no other. */

import { siteFiles } from "./site.ts";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

/** What the page's own policy cannot say: who may show it in a frame, and what files are. */
const SECURITY = {
  "content-security-policy": "frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
};

/** A running server. */
export interface SiteServer {
  /** Where the page is. */
  readonly url: string;
  /** Resolves when the server has ended. */
  readonly finished: Promise<void>;
  /** Ends it. */
  stop(): Promise<void>;
}

/** Makes the site and serves it; port 0 takes one that is free. */
export async function serveSite(port: number): Promise<SiteServer> {
  const files = await siteFiles();
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, (request) => {
    const name = new URL(request.url).pathname.slice(1) || "index.html";
    const bytes = files.get(name);
    if (!bytes) return new Response("not found", { status: 404 });
    const headers = { ...SECURITY, "content-type": TYPES[name.replace(/.*\./, "")] };
    return new Response(bytes as BodyInit, { headers });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    finished: server.finished,
    stop: () => server.shutdown(),
  };
}
