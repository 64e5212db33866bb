/** Computation of one entry of a gradient. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { computeEntry, entryName } from "../../../static/js/inside/backward/entry_math.js";

/** @param {[number, number]} shape @param {number[]} values */
const matrix = (shape, values) => ({ shape, data: Float32Array.from(values) });

const CONTEXT = {
  layer: 2,
  codes: ["A", "B"],
  sizes: [784, 3, 10],
  labels: [0, 1],
  logits: matrix([2, 2], [0, 0, 0, Math.log(3)]),
  rate: 0.5,
  isDivided: false,
  isTransposed: false,
};

test("gradient entry is a sum of products over the batch", () => {
  const factors = [matrix([2, 2], [1, 2, 3, 4]), matrix([2, 2], [5, 6, 7, 8])];

  const { paths, ends } = computeEntry(
    { ...CONTEXT, kind: "gradient", factors },
    { row: 1, column: 0 },
  );

  assert.deepEqual(
    paths.map(({ values }) => values),
    [
      [3, 5, 15],
      [4, 7, 28],
    ],
  );
  assert.deepEqual(ends, [{ name: "Sum", value: 43 }]);
});

test("loss is the mean of −log P of the labels", () => {
  const P = matrix([2, 2], [0.5, 0.5, 0.25, 0.75]);

  const { ends } = computeEntry({ ...CONTEXT, kind: "loss", factors: [P] }, { row: 0, column: 0 });

  const expected = (Math.log(2) - Math.log(0.75)) / 2;
  assert.ok(Math.abs(ends[0].value - expected) < 1e-6);
});

test("loss is finite where the probability is 0 in float32", () => {
  const context = { ...CONTEXT, labels: [0], logits: matrix([1, 2], [-200, 0]) };

  const { paths } = computeEntry(
    { ...context, kind: "loss", factors: [matrix([1, 2], [0, 1])] },
    { row: 0, column: 0 },
  );

  assert.deepEqual(paths[0].values, [0, 200]);
});

test("error entry is divided by the batch size", () => {
  const factors = [matrix([2, 2], [0.5, 0.5, 0.25, 0.75]), matrix([2, 2], [1, 0, 0, 1])];

  const { paths, ends } = computeEntry(
    { ...CONTEXT, kind: "error", factors, isDivided: true },
    { row: 1, column: 1 },
  );

  assert.deepEqual(paths[0].values, [0.75, 1, -0.25]);
  assert.equal(ends[0].value, -0.125);
});

test("update subtracts the gradient times the learning rate", () => {
  const factors = [matrix([1, 1], [2]), matrix([1, 1], [3])];

  const { paths } = computeEntry({ ...CONTEXT, kind: "update", factors }, { row: 0, column: 0 });

  assert.deepEqual(paths[0].values, [2, 3, 0.5]);
});

test("entries are named by what they connect", () => {
  const { sizes } = CONTEXT;
  assert.equal(
    entryName({ kind: "gradient", layer: 2, sizes }, { row: 0, column: 7 }),
    "bias of output 7",
  );
  assert.equal(
    entryName({ kind: "gradient", layer: 1, sizes }, { row: 1, column: 1 }),
    "pixel at row 0, column 0 to unit 1",
  );
  assert.equal(
    entryName({ kind: "gradient", layer: 1, sizes, bias: "row" }, { row: 1, column: 1 }),
    "pixel at row 0, column 0 to unit 1, as row 0 is the bias",
  );
  assert.equal(
    entryName({ kind: "error", layer: 2, sizes }, { row: 1, column: 3 }),
    "drawing 1, output 3",
  );
});

test("entries of a convention with the mean elsewhere are divided there", () => {
  const factors = [matrix([1, 2], [1, 2]), matrix([2, 1], [5, 7])];
  const cell = { row: 0, column: 0 };
  const divided = { ...CONTEXT, factors, isDivided: true };

  assert.deepEqual(computeEntry({ ...divided, kind: "gradient" }, cell).ends, [
    { name: "Sum", value: 19 },
    { name: "divided by the batch size, 2", value: 9.5 },
  ]);
  assert.deepEqual(computeEntry({ ...CONTEXT, factors, kind: "error" }, cell).ends, []);
  const { paths, heads } = computeEntry({ ...divided, kind: "update" }, cell);
  assert.equal(heads[2], "A − 0.5 / 2 B");
  assert.equal(paths[0].values[2], 1 - (0.5 / 2) * 5);
});

test("loss of samples as columns takes the probabilities of the labels", () => {
  const P = matrix([2, 2], [0.5, 0.25, 0.5, 0.75]);

  const { paths, heads } = computeEntry(
    { ...CONTEXT, kind: "loss", factors: [P], isTransposed: true },
    { row: 0, column: 0 },
  );

  assert.equal(heads[0], "A[label, n]");
  assert.deepEqual(
    paths.map(({ values }) => values[0]),
    [0.5, 0.75],
  );
});
