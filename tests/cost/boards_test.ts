import assert from "node:assert/strict";
import { boardById, boards, fitBoard, usableSram } from "../../lib/cost/mod.ts";

Deno.test("every board has whole positive sizes, a source and an id of its own", () => {
  assert.equal(new Set(boards.map((board) => board.id)).size, boards.length);
  for (const board of boards) {
    for (const size of [board.sram, board.contiguous, board.flash, board.mhz]) {
      assert.ok(Number.isInteger(size) && size > 0, board.id);
    }
    assert.ok(board.source, board.id);
    assert.ok(usableSram(board) > 0 && usableSram(board) <= board.sram, board.id);
  }
});

Deno.test("fitBoard() counts the largest region and the reserve, to the byte", () => {
  const nano = boardById("nano33ble"); // 262,144 in one piece, 49,152 for the system
  assert.deepEqual(fitBoard(nano, 212_992, 983_040), { sramSpare: 0, flashSpare: 0, fits: true });
  assert.deepEqual(fitBoard(nano, 212_993, 0), { sramSpare: -1, flashSpare: 983_040, fits: false });
  const esp32 = boardById("esp32"); // 532,480 of which 327,680 in one piece, 204,800 reserved
  assert.equal(usableSram(esp32), 327_680);
});

Deno.test("boardById() lists the ids that exist", () => {
  assert.throws(
    () => boardById("esp23"),
    /Cannot find the board "esp23": one of nano33ble, esp32,/,
  );
});
