/** Rows of the calculation from the paths of a unit to an entry. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { calculatePaths } from "../../../static/js/inside/backward/path_calculation.js";

/** @typedef {import("../../../static/js/inside/backward/path_calculation.js").PathContext} PathContext */

/** @param {[number, number]} shape @param {number[]} values */
const matrix = (shape, values) => ({ shape, data: Float32Array.from(values) });

const NAMES = {
  error: "delta2",
  weights: "W2",
  gradient: "dH1",
  activation: "H1",
  delta: "delta1",
  input: "A0",
  isFolded: true,
  isSum: false,
};

/** Two drawings of two pixels, two units and two outputs. @type {PathContext} */
const CONTEXT = {
  arrays: {
    A0: matrix([2, 3], [1, 0.5, 0.25, 1, 0.75, 0]),
    H1: matrix([2, 2], [0.5, 0.25, 0.5, 0.75]),
    delta1: matrix([2, 2], [1.25, 0.75, 0.5, 0.375]),
    delta2: matrix([2, 2], [1, 2, -1, 1]),
  },
  weights: [matrix([3, 2], [0, 0, 1, 1, 1, 1]), matrix([3, 2], [9, 9, 1, 2, 4, 0])],
  sizes: [2, 2, 2],
  N: 2,
  kind: "dH",
  layer: 1,
  name: "dH1[0, 0]",
  origin: { row: 0, column: 0 },
  isDivided: false,
  isTransposed: false,
};

/** @param {readonly import("../../../static/js/inside/backward/path_calculation.js").End[]} ends */
const toRows = (ends) => ends.map(({ text, value }) => [text, value]);

test("paths to an activation are factors by name, and sum to its gradient", () => {
  const { unit, heads, shown, ends } = calculatePaths(CONTEXT, NAMES, 0);

  assert.equal(unit, "unit 0");
  assert.deepEqual(heads, ["delta2[0, k]", "W2[1, k]"]);
  assert.deepEqual(
    shown.map(({ error, weight, product }) => [error, weight, product]),
    [
      [1, 1, 1],
      [2, 2, 4],
    ],
  );
  assert.deepEqual(toRows(ends), [["= dH1[0, 0]", 5]]);
});

test("slope multiplies the sum once", () => {
  const { ends } = calculatePaths({ ...CONTEXT, kind: "sigmoid_derivative" }, NAMES, 0);

  assert.deepEqual(toRows(ends), [
    ["= dH1[0, 0]", 5],
    ["× slope H1[0, 0] (1 − H1[0, 0])", 0.25],
    ["= delta1[0, 0]", 1.25],
  ]);
});

/** @type {PathContext} */
const GRADIENT = { ...CONTEXT, kind: "gradient", name: "dW1[1, 0]", origin: { row: 1, column: 0 } };

test("gradient of a weight sums the contributions of the batch", () => {
  const { ends } = calculatePaths(GRADIENT, NAMES, 0);

  assert.deepEqual(toRows(ends.slice(3)), [
    ["× input A0[0, 1]", 0.5],
    ["= contribution of drawing 0", 0.625],
    ["+ that of the other drawing", 0.375],
    ["= dW1[1, 0]", 1],
  ]);
});

test("gradient of one drawing is its contribution", () => {
  const arrays = Object.fromEntries(
    Object.entries(CONTEXT.arrays).map(
      ([
        name,
        {
          shape: [rows, columns],
          data,
        },
      ]) => [
        name,
        {
          shape: /** @type {[number, number]} */ ([1, columns]),
          data: data.slice(0, data.length / rows),
        },
      ],
    ),
  );

  const { ends } = calculatePaths({ ...GRADIENT, arrays, N: 1 }, NAMES, 0);

  assert.deepEqual(toRows(ends.slice(3)), [
    ["× input A0[0, 1]", 0.5],
    ["= dW1[1, 0]", 0.625],
  ]);
});

test("error signals of the sum over the batch are divided where the step divides", () => {
  const { shown, ends } = calculatePaths(
    { ...GRADIENT, isDivided: true },
    { ...NAMES, isSum: true },
    0,
  );

  assert.equal(shown[1].product, 8);
  assert.deepEqual(toRows(ends.slice(4)), [
    ["= contribution of drawing 0", 1.25],
    ["+ that of the other drawing", 0.75],
    ["= dW1[1, 0], the sum divided by 2", 1],
  ]);
});

test("samples as columns and biases apart change indices only", () => {
  const names = { ...NAMES, weights: "w", input: "x", isFolded: false };
  const { heads, shown, ends } = calculatePaths({ ...GRADIENT, isTransposed: true }, names, 1);

  assert.deepEqual(heads, ["delta2[k, 1]", "w[k, 0]"]);
  assert.equal(shown[1].weight, 2);
  assert.deepEqual(
    ends.slice(0, 4).map(({ text }) => text),
    ["= dH1[0, 1]", "× slope H1[0, 1] (1 − H1[0, 1])", "= delta1[0, 1]", "× input x[0, 1]"],
  );
});

test("input of a bias is 1", () => {
  const { ends } = calculatePaths({ ...GRADIENT, origin: { row: 0, column: 1 } }, NAMES, 1);

  assert.deepEqual(toRows(ends)[3], ["× 1, the input of a bias", 1]);
});
