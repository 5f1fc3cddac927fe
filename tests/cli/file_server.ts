/** A server on this machine that hands out files, and can misbehave as real ones do. */

/** How the server answers. */
export interface ServerOptions {
  /** Whether it answers requests for a range. */
  readonly ranges?: boolean;
  /** Breaks the first connection after so many bytes. */
  readonly breakAfter?: number;
  /** Answers what it has no file for with status 200 and this text. */
  readonly page?: string;
}

/** A running server. */
export interface FileServer extends AsyncDisposable {
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** Requests so far: the path, and the range if one was asked for. */
  readonly requests: string[];
}

/** Starts a server for files by their names. */
export function serveFiles(
  files: Readonly<Record<string, Uint8Array>>,
  { ranges = true, breakAfter, page }: ServerOptions = {},
): FileServer {
  const requests: string[] = [];
  const answer = (request: Request): Response => {
    const name = new URL(request.url).pathname.slice(1);
    const range = request.headers.get("range");
    requests.push(range ? `${name} ${range}` : name);
    const file = files[name];
    if (!file) return new Response(page ?? "not here", { status: page ? 200 : 404 });
    const from = ranges && range ? Number(range.match(/^bytes=(\d+)-$/)![1]) : 0;
    const total = file.length;
    if (from > 0 && from >= total) {
      return new Response(null, { status: 416, headers: { "content-range": `bytes */${total}` } });
    }
    const body = file.slice(from);
    const isFirst = requests.length === 1;
    return new Response(breakAfter && isFirst ? broken(body, breakAfter) : body, {
      status: from > 0 ? 206 : 200,
      headers: {
        "content-length": String(total - from),
        ...from > 0 && { "content-range": `bytes ${from}-${total - 1}/${total}` },
      },
    });
  };
  // What is broken on purpose is not worth a line in the output of the tests.
  const onError = () => new Response(null, { status: 500 });
  const options = { hostname: "127.0.0.1", port: 0, onListen() {}, onError };
  const server = Deno.serve(options, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** The beginning of a body, and then an error. */
function broken(body: Uint8Array, after: number): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    async pull(controller) {
      if (sent >= after) {
        // The bytes before are on their way only once the server has taken them.
        await new Promise((resolve) => setTimeout(resolve, 50));
        return controller.error(new Error("broken on purpose"));
      }
      controller.enqueue(body.slice(sent, sent += Math.min(1000, after - sent)));
    },
  });
}
