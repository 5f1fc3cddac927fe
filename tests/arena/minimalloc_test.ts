/** MiniMalloc CSV: a table of good and broken files. */

import assert from "node:assert/strict";
import { formatMinimalloc, parseMinimalloc } from "../../lib/arena/mod.ts";
import { corpusFiles, corpusTest, corpusText } from "../corpus.ts";

Deno.test("parseMinimalloc() reads half-open ranges, in any order of columns", () => {
  const { problem, ids, offsets } = parseMinimalloc(
    "size,id,lower,upper\r\n4,b1,0,3\r\n8,b2,3,9\r\n",
  );
  assert.deepEqual(ids, ["b1", "b2"]);
  assert.deepEqual(problem.buffers, [
    { bytes: 4, start: 0, end: 3 },
    { bytes: 8, start: 3, end: 9 },
  ]);
  assert.equal(offsets, undefined);
});

Deno.test("parseMinimalloc() reads alignments and a solution", () => {
  const { problem, offsets } = parseMinimalloc(
    "id,lower,upper,size,alignment,offset\nb1,0,3,4,8,16\n",
  );
  assert.deepEqual(problem.buffers, [{ bytes: 4, start: 0, end: 3, alignment: 8 }]);
  assert.deepEqual(offsets, [16]);
});

Deno.test("parseMinimalloc() names the line and what it expected", () => {
  const head = "id,lower,upper,size";
  const table: [string, string][] = [
    ["", "the columns id,lower,upper,size and at most alignment and offset wanted in line 1"],
    ["id,lower,upper", "the columns id,lower,upper,size and at most"],
    ["id,lower,upper,size,gaps", "the columns id,lower,upper,size and at most"],
    ["id,lower,upper,size,size", "the columns id,lower,upper,size and at most"],
    [`${head}\n0,1,2`, '4 fields wanted in line 2, "0,1,2" came'],
    [`${head}\n0,1,2,3\n1,1,2,x`, 'a whole number as size wanted in line 3, "x" came'],
    [`${head}\n0,,2,3`, 'a whole number as lower wanted in line 2, "" came'],
    [`${head}\n0,1.5,2,3`, 'a whole number as lower wanted in line 2, "1.5" came'],
    [`${head}\n0,1,2,-3`, 'size >= 0 wanted in line 2, "-3" came'],
    [`${head}\n0,1,2,99999999999999999999`, "a whole number as size wanted in line 2"],
    [`${head}\n0,2,1,3`, 'lower <= upper wanted in line 2, "2 and 1" came'],
    [`${head},offset\n0,1,2,3,-1`, 'offset >= 0 wanted in line 2, "-1" came'],
  ];
  for (const [text, message] of table) {
    assert.throws(() => parseMinimalloc(text), (error: Error) => {
      assert.equal(error.name, "SyntaxError");
      assert.ok(error.message.startsWith("Cannot read MiniMalloc CSV: " + message), error.message);
      return true;
    });
  }
});

Deno.test("formatMinimalloc() writes what parseMinimalloc() reads", () => {
  const file = {
    ids: ["a", "b"],
    problem: {
      buffers: [
        { bytes: 4, start: -1, end: 3, alignment: 1 },
        { bytes: 0, start: 3, end: 9, alignment: 16 },
      ],
    },
    offsets: [0, 32],
  };
  assert.deepEqual(parseMinimalloc(formatMinimalloc(file)), file);
});

Deno.test("formatMinimalloc() refuses what the form cannot say", () => {
  const buffer = { bytes: 4, start: 0, end: 3 };
  const overlaps = [{ over: 0, under: 1, distance: 0 }];
  for (
    const file of [
      { ids: ["a", "b"], problem: { buffers: [buffer, buffer], overlaps } },
      { ids: ["a"], problem: { buffers: [{ ...buffer, offset: 0 }] } },
      { ids: ["a,b"], problem: { buffers: [buffer] } },
    ]
  ) {
    assert.throws(() => formatMinimalloc(file), {
      name: "RangeError",
      message: /^Cannot write MiniMalloc CSV: .* wanted, .* came$/,
    });
  }
});

corpusTest("instances are written as they were read", () => {
  for (const file of corpusFiles("minimalloc", ".csv")) {
    assert.equal(formatMinimalloc(parseMinimalloc(corpusText(file))), corpusText(file));
  }
});

Deno.test("parseMinimalloc() says what is wrong in characters that no terminal acts on", () => {
  assert.throws(() => parseMinimalloc("id,lower,\x1b[2J\x9b\u202e"), (error: Error) => {
    assert.match(error.message, /^[ -~]*$/);
    return true;
  });
});
