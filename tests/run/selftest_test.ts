import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGraph, type Graph, type Tensor } from "../../lib/graph/mod.ts";
import { selftestHeader, UnsupportedError } from "../../lib/run/mod.ts";
import { modelOf } from "./overlap.ts";

/** Two inputs and two outputs: int8 as it is, float32 without what is negative. */
function mockGraph(): Graph {
  const tensor = (name: string, dtype: "int8" | "float32", elements: number): Tensor => ({
    name,
    dtype,
    shape: [elements],
    bytes: elements * (dtype === "int8" ? 1 : 4),
    role: "activation",
  });
  return createGraph({
    name: "mock */ é",
    tensors: [
      tensor("a", "int8", 40),
      tensor("b", "float32", 100),
      tensor("c", "int8", 40),
      tensor("d", "float32", 100),
    ],
    operators: [
      { type: "RESHAPE", name: "c", attributes: {}, inputs: [0], outputs: [2] },
      { type: "RELU", name: "d", attributes: {}, inputs: [1], outputs: [3] },
    ],
    inputs: [0, 1],
    outputs: [2, 3],
  });
}

/** A firmware whose kernels are right, wrong in one output, slightly off, or fail. */
const MOCK = `
#include <stdio.h>
#include <stdlib.h>
#include "selftest.h"

static signed char a[40], c[40];
static float b[100], d[100];
static int fault;

static void* input(void* context, int i) { (void)context; return i == 0 ? (void*)a : (void*)b; }
static const void* output(void* context, int i) {
  (void)context;
  return i == 0 ? (const void*)c : (const void*)d;
}
static int invoke(void* context) {
  int i;
  (void)context;
  memcpy(c, a, sizeof c);
  for (i = 0; i < 100; i++) d[i] = b[i] < 0 ? 0 : b[i];
  if (fault == 1) c[39] ^= 1;
  if (fault == 2) d[96] += 0.01f;
  if (fault == 3) d[96] += 0.00001f;
  return fault == 4;
}

int main(int count, char** arguments) {
  const tmm_model model = {0, input, output, invoke};
  fault = count > 1 ? atoi(arguments[1]) : 0;
  printf("%d", tmm_selftest(&model));
  return 0;
}
`;

const hasGcc = spawnSync("gcc", ["--version"]).status === 0;

for (const [language, flags] of [["C99", ["-xc", "-std=c99"]], ["C++", ["-xc++", "-std=c++17"]]]) {
  const name = `the self-test header compiles as ${language} and finds wrong outputs`;
  Deno.test({ name: hasGcc ? name : `${name} (no gcc)`, ignore: !hasGcc }, () => {
    const folder = mkdtempSync(join(tmpdir(), "tmm-selftest-"));
    try {
      writeFileSync(join(folder, "selftest.h"), selftestHeader(modelOf(mockGraph())));
      writeFileSync(join(folder, "mock.c"), MOCK);
      const program = join(folder, "mock");
      const strict = ["-Wall", "-Wextra", "-Werror", "-pedantic"];
      const build = spawnSync("gcc", [...flags, ...strict, join(folder, "mock.c"), "-o", program], {
        encoding: "utf8",
      });
      assert.equal(build.stderr, "");
      const results = ["0", "1", "2", "3", "4"].map((fault) =>
        spawnSync(program, [fault], { encoding: "utf8" }).stdout
      );
      assert.deepEqual(results, ["0", "1", "2", "0", "-1"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

Deno.test("selftestHeader() keeps the name inside of its comment", () => {
  const [first] = selftestHeader(modelOf(mockGraph())).split("\n");
  assert.equal(first, "/* Self test of mock * / ?. Made by tmm; do not edit. */");
});

Deno.test("selftestHeader() refuses a model that cannot be run", () => {
  const graph = mockGraph();
  const operators = [{ ...graph.operators[0], type: "NO_SUCH_OPERATOR" }, graph.operators[1]];
  assert.throws(() => selftestHeader(modelOf({ ...graph, operators })), UnsupportedError);
});
