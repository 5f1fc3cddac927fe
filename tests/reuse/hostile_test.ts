import assert from "node:assert/strict";
import fc from "fast-check";
import type { AttributeValue, DType } from "../../lib/graph/mod.ts";
import { inferOutputs, macsOf, OPERATOR_RULES } from "../../lib/operators/mod.ts";
import { kernelSets, reuseOf } from "../../lib/reuse/mod.ts";
import { oneOperator, type Part } from "../operators/one_operator.ts";

const size = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(1, 16, 65536, 2 ** 31 - 1));
const part = fc.record({
  shape: fc.array(size, { maxLength: 6 }),
  dtype: fc.constantFrom<DType>("int8", "int4", "int32", "float32", "string"),
});
const parameters = fc.array(fc.integer({ min: -3, max: 9 }), { maxLength: 8 })
  .map((values): Part => ({ shape: [values.length], dtype: "int32", values }));
const operand = fc.oneof(part, parameters, fc.constant(null));

const names = [
  ..."padding stride_w stride_h stride_d dilation_w_factor dilation_h_factor".split(" "),
  ..."filter_width filter_height axis batch_dims block_size keep_dims keep_num_dims".split(" "),
  ..."adj_x adj_y squeeze_dims new_shape begin_mask end_mask ellipsis_mask".split(" "),
  ..."new_axis_mask shrink_axis_mask offset mode align_corners rank kernel_type".split(" "),
];
const value = fc.oneof(
  fc.integer({ min: -2, max: 7 }),
  fc.constantFrom<AttributeValue>("SAME", "VALID", "REFLECT", "BASIC", true, false, 2 ** 31 - 1),
  fc.array(fc.integer({ min: -2, max: 5 }), { maxLength: 5 }),
);
const attributes = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: names.length });
const types = OPERATOR_RULES.flatMap((rule) => rule.types);

Deno.test("rules take any operands and settings: they tell, or say why they cannot", () => {
  const cases = fc.tuple(
    fc.constantFrom(...types),
    attributes,
    fc.array(operand, { maxLength: 10 }),
    fc.array(part, { minLength: 1, maxLength: 3 }),
  );
  fc.assert(
    fc.property(cases, ([type, settings, inputs, outputs]) => {
      const graph = oneOperator(type, settings, inputs, outputs);
      const inferred = inferOutputs(graph.operators[0], graph.tensors);
      if ("unknown" in inferred) assert.ok(inferred.unknown.length > 0);
      assert.ok(macsOf(graph).total >= 0);
      for (const { name } of kernelSets) {
        const { allowances: [allowed], refusals } = reuseOf(graph, name);
        for (const { distance } of allowed) assert.ok(Number.isInteger(distance), `${distance}`);
        for (const { reason } of refusals) assert.ok(reason.length > 0);
      }
    }),
    { numRuns: 5000 },
  );
});
