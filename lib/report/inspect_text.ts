/** What is in a model file, as text: graphs, interface, operators, metadata, and what is odd. */

import { formatBytes, groupDigits, visible } from "../charts/mod.ts";
import { isTflite } from "../formats/mod.ts";
import { counted, type Graph, type Model, type Tensor } from "../graph/mod.ts";

/** The summary of a model, line by line, without a final line break. */
export function inspectText(model: Model): string {
  const lines = [`format      ${model.format}, ${groupDigits(model.bytes.length)} bytes`];
  if (isTflite(model) && model.description) lines.push(`description ${visible(model.description)}`);
  model.graphs.forEach((graph, g) => {
    const role = model.graphs.length === 1 ? "" : g === model.main ? " (main)" : "";
    lines.push("", `graph ${g} "${visible(graph.name)}"${role}`, ...graphLines(graph));
  });
  if (isTflite(model)) {
    for (const { key, subgraph, inputs, outputs } of model.signatures) {
      const names = (list: typeof inputs) => list.map(({ name }) => visible(name)).join(", ");
      lines.push(
        "",
        `signature "${visible(key)}" of graph ${subgraph}: (${names(inputs)}) -> (${
          names(outputs)
        })`,
      );
    }
    if (model.metadata.length > 0) lines.push("");
    for (const { name, data } of model.metadata) {
      lines.push(`metadata    ${visible(name)}, ${groupDigits(data.length)} bytes`);
    }
  }
  if (model.notes.length > 0) {
    lines.push(
      "",
      ...model.notes.map((note) => `note: ${visible(note)}`),
    );
  }
  return lines.join("\n");
}

/** The summary of a graph, line by line, without a final line break. */
export function graphText(graph: Graph): string {
  return [`graph "${visible(graph.name)}"`, ...graphLines(graph)].join("\n");
}

function graphLines(graph: Graph): string[] {
  const { tensors, operators } = graph;
  const bytes = (role: Tensor["role"]) => {
    const list = tensors.filter((tensor) => tensor.role === role);
    const total = list.reduce((sum, tensor) => sum + tensor.bytes, 0);
    return `${counted(list.length, role, groupDigits(list.length))} of ${formatBytes(total)}`;
  };
  const roles = (["activation", "constant", "variable"] as const)
    .filter((role) => tensors.some((tensor) => tensor.role === role));
  const counts = new Map<string, number>();
  for (const { type } of operators) counts.set(type, (counts.get(type) ?? 0) + 1);
  const types = [...counts].sort((a, b) => b[1] - a[1])
    .map(([type, count]) => `${count} ${visible(type)}`);
  return [
    `  tensors   ${roles.map(bytes).join(", ") || "none"}`,
    ...graph.inputs.map((id) => `  input     ${describeTensor(tensors[id])}`),
    ...graph.outputs.map((id) => `  output    ${describeTensor(tensors[id])}`),
    `  operators ${operators.length}${types.length > 0 ? `: ${types.join(", ")}` : ""}`,
  ];
}

/** A tensor in a few words: name, type, shape, and its quantisation. */
function describeTensor({ name, dtype, shape, shapeSignature, quantization }: Tensor): string {
  const declared = shapeSignature ? `, declared [${shapeSignature.join(", ")}]` : "";
  const [scale] = quantization?.scales ?? [];
  const scaled = scale === undefined
    ? ""
    : `, scale ${scale.toPrecision(6)}, zero point ${quantization!.zeroPoints[0] ?? 0}`;
  return `"${visible(name)}" ${dtype} [${shape.join(", ")}]${declared}${scaled}`;
}
