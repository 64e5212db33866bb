/** Paths through the softmax against finite differences of the loss. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { softmaxPaths } from "../../../static/js/inside/backward/softmax_paths.js";

const Z = [0.4, -1.2, 2.1, 0, 0.7, -0.3, 1.5, -2, 0.2, 1.1];
const LABEL = 6;
const Y = Z.map((_, i) => Number(i === LABEL));
const STEP = 1e-6;

/** @param {readonly number[]} z */
function softmax(z) {
  const powers = z.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** @param {number} value */
const sigmoid = (value) => 1 / (1 + Math.exp(-value));

/** @param {readonly number[]} p */
const crossEntropy = (p) => -Math.log(p[LABEL]);

/** @param {readonly number[]} p */
const squaredError = (p) => p.reduce((sum, value, i) => sum + (value - Y[i]) ** 2, 0) / 2;

/** @param {(x: number[]) => number} f @param {readonly number[]} x @param {number} i @returns {number} central difference */
function slope(f, x, i) {
  const moved = (/** @type {number} */ by) => f(x.map((value, k) => value + (k === i ? by : 0)));
  return (moved(STEP) - moved(-STEP)) / (2 * STEP);
}

/** @param {number} actual @param {number} expected */
const isClose = (actual, expected) =>
  assert.ok(Math.abs(actual - expected) < 1e-8, `${actual}, expected ${expected}`);

for (const j of Z.keys()) {
  test(`factors of each path to weighted sum ${j} are slopes`, () => {
    const p = softmax(Z);
    const { paths } = softmaxPaths(p, Y, j);
    assert.equal(paths.length, 10);
    for (const [i, { lossByP, pByZ, product }] of paths.entries()) {
      isClose(lossByP, slope(crossEntropy, p, i));
      isClose(
        pByZ,
        slope((z) => softmax(z)[i], Z, j),
      );
      isClose(product, lossByP * pByZ);
    }
  });

  test(`sums at weighted sum ${j} are slopes of the losses`, () => {
    const p = softmax(Z);
    const { sum, squaredError: squared } = softmaxPaths(p, Y, j);
    isClose(
      sum,
      slope((z) => crossEntropy(softmax(z)), Z, j),
    );
    isClose(sum, p[j] - Y[j]);
    isClose(
      squared,
      slope((z) => squaredError(softmax(z)), Z, j),
    );
  });

  test(`formula for sigmoid outputs at weighted sum ${j} is the slope of their loss`, () => {
    const { sigmoidOutput } = softmaxPaths(Z.map(sigmoid), Y, j);
    isClose(
      sigmoidOutput,
      slope((z) => squaredError(z.map(sigmoid)), Z, j),
    );
  });
}

test("only the path through the label is not 0", () => {
  const { paths } = softmaxPaths(softmax(Z), Y, 2);
  const indices = paths.flatMap(({ product }, i) => (product === 0 ? [] : [i]));
  assert.deepEqual(indices, [LABEL]);
});

test("sum is finite where the label's probability is 0", () => {
  const { paths, sum } = softmaxPaths([0, 1], [1, 0], 0);
  assert.equal(paths[0].lossByP, Number.NEGATIVE_INFINITY);
  assert.equal(sum, -1);
});
