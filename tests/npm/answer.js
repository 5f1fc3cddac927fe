/** A program of a user, as plain JavaScript: Node runs it with the package, Deno with the sources. */

/**
 * From a file to a verified plan and a report; what comes out, as one text.
 *
 * @param {typeof import("../../mod.ts")} tmm
 * @returns {Promise<string>}
 */
export async function answer(tmm) {
  const network = tmm.zoo.find(({ id }) => id === "B");
  const bytes = network.build({ width: 0.25, inputSize: 64 });
  const { map, macs, fit } = tmm.analyze(bytes, { kernels: "tflm-reference" });
  const sharingOf = tmm.sharingUnder(fit.kernels.name);
  const verdict = tmm.verifyRewrite(fit.model, tmm.load(fit.bytes), { seeds: [1], sharingOf });
  return JSON.stringify({
    operators: map.steps.length,
    macs: macs.total,
    arenas: [fit.baseline.arena, fit.result.arena],
    file: tmm.fnv1a64(fit.bytes),
    proof: tmm.verdictLines(verdict),
    chart: tmm.memoryProfile(map),
    page: await tmm.reportHtml(fit, network.name),
    table: tmm.mapCsv(map, macs.operators),
  });
}
