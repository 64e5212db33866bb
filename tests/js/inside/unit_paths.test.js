/** Paths back to a unit against finite differences of the loss. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { largestPaths, unitPaths } from "../../../static/js/inside/backward/unit_paths.js";

const UNITS = 3;
const CLASSES = 4;
const LABEL = 2;
const STEP = 1e-6;
const Z = [0.3, -0.8, 1.1];
/** Weights, the biases in row 0. */
const W = Array.from({ length: (1 + UNITS) * CLASSES }, (_, i) => Math.sin(3 * i + 1));

/** @param {number} z */
const sigmoid = (z) => 1 / (1 + Math.exp(-z));

/** @param {readonly number[]} h */
function probabilities(h) {
  const powers = Array.from({ length: CLASSES }, (_, k) =>
    Math.exp(W[k] + h.reduce((sum, value, j) => sum + value * W[(1 + j) * CLASSES + k], 0)),
  );
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** @param {readonly number[]} h activations */
const loss = (h) => -Math.log(probabilities(h)[LABEL]);

/** @param {(x: number[]) => number} f @param {readonly number[]} x @param {number} i @returns {number} central difference */
function slope(f, x, i) {
  const moved = (/** @type {number} */ by) => f(x.map((value, k) => value + (k === i ? by : 0)));
  return (moved(STEP) - moved(-STEP)) / (2 * STEP);
}

/** @param {[number, number]} shape @param {readonly number[]} values */
const matrix = (shape, values) => ({ shape, data: Float32Array.from(values) });

/** @param {number} actual @param {number} expected */
const isClose = (actual, expected) =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual}, expected ${expected}`);

const h = Z.map(sigmoid);
const error = probabilities(h).map((p, k) => p - Number(k === LABEL));
const ARRAYS = {
  delta: matrix([2, CLASSES], [...new Array(CLASSES).fill(0), ...error]),
  W: matrix([1 + UNITS, CLASSES], W),
  H: matrix([2, UNITS], [...new Array(UNITS).fill(0), ...h]),
  scale: 1,
};

for (const unit of h.keys()) {
  test(`paths of unit ${unit} sum to the slopes of the loss`, () => {
    const { paths, sum, delta } = unitPaths(ARRAYS, { drawing: 1, unit });

    assert.equal(paths.length, CLASSES);
    isClose(
      paths.reduce((total, { error, weight }) => total + error * weight, 0),
      slope(loss, h, unit),
    );
    isClose(sum, slope(loss, h, unit));
    isClose(
      delta,
      slope((z) => loss(z.map(sigmoid)), Z, unit),
    );
  });
}

test("scale multiplies each error signal", () => {
  const [mean, sum] = [1, 3].map((scale) =>
    unitPaths({ ...ARRAYS, scale }, { drawing: 1, unit: 0 }),
  );

  isClose(sum.delta, 3 * mean.delta);
  isClose(sum.paths[2].error, 3 * error[2]);
});

test("only the largest of many paths are shown, with the sum of the others", () => {
  const paths = Array.from({ length: 20 }, (_, index) => ({
    index,
    error: 1,
    weight: index - 10,
    product: index - 10,
  }));

  const { shown, omitted, rest } = largestPaths(paths);

  assert.deepEqual([shown.length, omitted], [10, 10]);
  assert.equal(shown[0].product, -10);
  const total = (/** @type {typeof shown} */ some) =>
    some.reduce((a, { product }) => a + product, 0);
  assert.equal(total(shown) + rest, total(paths));
});

test("ten paths are all shown in their order", () => {
  const { paths } = unitPaths(ARRAYS, { drawing: 1, unit: 1 });

  assert.deepEqual(largestPaths(paths), { shown: paths, omitted: 0, rest: 0 });
});
