/** Which rows and columns of a heat map are numbered. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { tickIndices } from "../../../static/js/heatmap/ticks.js";

test("every row is numbered where there is room", () => {
  assert.deepEqual(tickIndices(4, 0, 2, 1.4), [0, 1, 2, 3]);
});

test("numbers of small rows are round and keep their distance", () => {
  assert.deepEqual(
    tickIndices(785, 0, 0.03, 1.4),
    [0, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600, 650, 700, 750],
  );
  for (let size = 0.001; size < 3; size *= 1.3) {
    const indices = tickIndices(785, 0, size, 1.4);
    const gaps = indices.slice(1).map((index, i) => index - indices[i]);
    assert.equal(indices[0], 0);
    assert.ok(
      gaps.every((gap) => gap * size >= 1.4),
      `${size}: ${gaps}`,
    );
  }
});

test("numbers of a part are round, wherever it starts", () => {
  assert.deepEqual(tickIndices(7, 236, 1, 1.4), [0, 2, 4, 6]);
  assert.deepEqual(tickIndices(7, 237, 1, 1.4), [1, 3, 5]);
});
