/** Layout of a layer's units. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { LayerLayout } from "../../../static/js/inside/forward/layer_layout.js";

/** @param {number} units */
const shape = (units, isUpright = true) => {
  const { rows, columns } = new LayerLayout(units, isUpright);
  return [rows, columns];
};

test("input is an image, few units a line, others a grid", () => {
  assert.deepEqual(shape(784), [28, 28]);
  assert.deepEqual(shape(10), [10, 1]);
  assert.deepEqual(shape(10, false), [1, 10]);
  assert.deepEqual(shape(100), [10, 10]);
  assert.deepEqual(shape(150), [10, 15]);
});

test("prime number of units leaves empty cells", () => {
  const layout = new LayerLayout(101);
  const { data } = layout.toMatrix(new Float32Array(101).fill(1));
  assert.ok(layout.rows * layout.columns > 101);
  assert.equal(data.filter(Number.isNaN).length, layout.rows * layout.columns - 101);
});

test("index and entry are inverse", () => {
  const layout = new LayerLayout(150);
  for (let i = 0; i < 150; i += 1) assert.equal(layout.unitIndex(layout.unitEntry(i)), i);
});
