/** Views of arrays in formulas, and the places of their entries. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  applyViews,
  biasAxis,
  biasesBefore,
  formulaEntry,
  largest,
  sourceEntry,
  withBias,
} from "../../../static/js/inside/backward/array_views.js";

/** @typedef {import("../../../static/js/inside/backward/array_views.js").ArrayView} ArrayView */

const W = {
  shape: /** @type {[number, number]} */ ([3, 2]),
  data: Float32Array.of(1, 2, 3, 4, 5, 6),
};

/** @type {[readonly ArrayView[], [number, number], number[]][]} */
const SEEN = [
  [[], [3, 2], [1, 2, 3, 4, 5, 6]],
  [["transposed"], [2, 3], [1, 3, 5, 2, 4, 6]],
  [
    ["units", "transposed"],
    [2, 2],
    [3, 5, 4, 6],
  ],
  [
    ["bias", "transposed"],
    [2, 1],
    [1, 2],
  ],
  [
    ["bias", "sum"],
    [1, 2],
    [10, 20],
  ],
  [["inputs"], [3, 1], [2, 4, 6]],
  [
    ["ones", "transposed"],
    [1, 3],
    [1, 3, 5],
  ],
  [["complement"], [3, 2], [0, -1, -2, -3, -4, -5]],
];

test("views have the shape and the entries of the formula", () => {
  for (const [views, shape, data] of SEEN) {
    const seen = applyViews(W, views, 10);
    assert.deepEqual([seen.shape, [...seen.data]], [shape, data], views.join(" "));
  }
});

test("origin of an entry is its place in the whole array", () => {
  for (const views of SEEN.map(([views]) => views)) {
    if (views.includes("complement") || views.includes("sum")) continue;
    const { shape, data } = applyViews(W, views, 10);
    for (const [i, value] of data.entries()) {
      const entry = { row: Math.floor(i / shape[1]), column: i % shape[1] };
      const { row, column } = sourceEntry(entry, views);
      assert.equal(W.data[row * 2 + column], value);
    }
  }
});

test("largest entry is none of the biases if there are others", () => {
  const matrix = { shape: W.shape, data: Float32Array.of(9, 8, 1, 2, 7, 3) };

  assert.deepEqual(largest(matrix), { row: 0, column: 0 });
  assert.deepEqual(largest(matrix, "row"), { row: 2, column: 0 });
  assert.deepEqual(largest(matrix, "column"), { row: 0, column: 1 });
  assert.deepEqual(largest({ shape: [1, 2], data: Float32Array.of(1, 2) }, "row"), {
    row: 0,
    column: 1,
  });
});

test("entry of weights drawn with their biases is that of the weights without them", () => {
  for (const views of /** @type {ArrayView[][]} */ ([["units"], ["units", "transposed"]])) {
    const before = biasesBefore("W", views);
    const used = applyViews(W, views, 10);
    const drawn = applyViews(W, withBias(views), 10);
    const numbers = Array.from(drawn.data, (value, i) => {
      const place = { row: Math.floor(i / drawn.shape[1]), column: i % drawn.shape[1] };
      const entry = formulaEntry(place, before);
      if (entry === null) return [];
      assert.equal(used.data[entry.row * used.shape[1] + entry.column], value);
      return [value];
    });
    assert.deepEqual(numbers.flat().sort(), [3, 4, 5, 6]); // 1 and 2 are the biases
    const axis = biasAxis({ array: "W3", views, before });
    assert.equal(axis, views.includes("transposed") ? "column" : "row");
  }
  assert.deepEqual(biasesBefore(undefined, ["units", "transposed"]), { row: 0, column: 0 });
});
