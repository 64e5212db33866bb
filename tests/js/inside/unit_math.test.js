/** Computation of one unit. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fullName,
  isSame,
  layerValues,
  sumOfUnit,
  unitName,
} from "../../../static/js/inside/unit_math.js";

const SIZES = [784, 100, 10];

/** @param {number[]} values @returns {import("../../../static/js/lib/base64.js").Matrix} */
const row = (...values) => ({ shape: [1, values.length], data: Float32Array.from(values) });

// Two inputs, two hidden units and two outputs.
const W1 = { shape: /** @type {const} */ ([3, 2]), data: Float32Array.of(0.5, -1, 2, 4, -3, 8) };
const EXPLANATION = /** @type {import("../../../static/js/inside/explain_api.js").Explanation} */ (
  /** @type {unknown} */ ({
    sizes: [2, 2, 2],
    arrays: {
      A0: row(1, 0.25, 0.5),
      z1: row(-0.5, 4),
      H1: row(0.375, 0.98),
      z2: row(0, Math.log(3)),
      P: row(0.25, 0.75),
    },
  })
);

test("sum of a hidden unit follows its column of weights", () => {
  const sum = sumOfUnit(EXPLANATION, [W1], { layer: 1, index: 0 });

  assert.equal(sum.bias, 0.5);
  assert.deepEqual([...sum.weights], [2, -3]);
  assert.deepEqual([...sum.products], [0.5, -1.5]);
  assert.equal(sum.bias + sum.sum, sum.z);
  assert.deepEqual(sum.ranked, [1, 0]);
});

test("total of an output sums the exponentials of all outputs", () => {
  const W2 = { shape: /** @type {const} */ ([3, 2]), data: new Float32Array(6) };
  const { exponential, total, value } = sumOfUnit(EXPLANATION, [W1, W2], { layer: 2, index: 1 });

  assert.ok(Math.abs(exponential - 3) < 1e-6);
  assert.ok(Math.abs(exponential / total - value) < 1e-6);
});

test("inputs of the network leave out the constant 1", () => {
  assert.deepEqual([...layerValues(EXPLANATION, 0)], [0.25, 0.5]);
});

test("pixels and hidden units are named from 1, outputs by their digit", () => {
  assert.equal(unitName(SIZES, { layer: 0, index: 29 }), "row 1, column 1");
  assert.equal(fullName(SIZES, { layer: 1, index: 36 }), "Layer 1, unit 36");
  assert.equal(fullName(SIZES, { layer: 2, index: 7 }), "Output 7");
});

test("units are the same by layer and index", () => {
  assert.equal(isSame({ layer: 1, index: 2 }, { layer: 1, index: 2 }), true);
  assert.equal(isSame({ layer: 1, index: 2 }, null), false);
  assert.equal(isSame(null, null), true);
});
