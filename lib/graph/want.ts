/** What public functions say to callers whose types nobody checks, as in a notebook in JavaScript. */

/**
 * Refuses what is not there.
 *
 * @param isRight Whether it is what is wanted, by the one part that tells it from other values.
 * @throws {TypeError} Unless it is: "Cannot map a model: a model from load() wanted, String came".
 */
export function want(isRight: unknown, action: string, wanted: string, came: unknown): void {
  if (isRight) return;
  throw new TypeError(`Cannot ${action}: ${wanted} wanted, ${kindOf(came)} came`);
}

function kindOf(value: unknown): string {
  if (Object(value) === value) {
    const { format, graphs, operators } = value as Record<string, unknown>;
    if (graphs) return `a model of format ${format}`;
    if (operators) return "a graph";
  }
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}
