import assert from "node:assert/strict";
import { test } from "node:test";
import {
  describe,
  formatValue,
  isCrossValidation,
  MEAN_OF_FOLDS,
  meanOfFolds,
  rankSettings,
} from "../../../static/js/sweeps/sweep_data.js";

/** @typedef {import("../../../static/js/lib/api_types.js").TrialResult} TrialResult */

/**
 * @param {number} number @param {number} setting @param {TrialResult["state"]} state
 * @param {number[]} accuracies on MNIST after each epoch
 * @returns {TrialResult}
 */
const trial = (number, setting, state, accuracies) => ({
  number,
  setting,
  seed: 1,
  values: {},
  state,
  epochs: 2,
  accuracy: accuracies.at(-1) ?? null,
  curve: accuracies.map((accuracy, i) => ({
    epoch: i + 1,
    loss: 1 - accuracy,
    validation: { mnist: accuracy, pendigits: 0.5 },
    seconds: 1,
  })),
});

/** @param {string} metric */
const result = (metric) => ({
  format: /** @type {const} */ (1),
  recipe: "quick",
  metric,
  settings: [
    { setting: 1, values: { rate: 0.1 }, seeds: 2, finished: 2, mean: 0.95, deviation: 0.01 },
    { setting: 0, values: { rate: 1 }, seeds: 2, finished: 0, mean: null, deviation: null },
    { setting: 2, values: { rate: 2 }, seeds: 1, finished: 0, mean: null, deviation: null },
  ],
  trials: [
    trial(0, 0, "stopped", [0.5]),
    trial(1, 0, "failed", []),
    trial(2, 1, "finished", [0.6, 0.94]),
    trial(3, 1, "finished", [0.7, 0.96]),
    trial(4, 2, "failed", []),
  ],
});

test("settings keep their ranks and have the curves of their seeds", () => {
  const [best, second] = rankSettings(result("mnist"), 100);
  assert.deepEqual([best.setting, best.title, best.accuracy], [1, "Rank 1", 0.95]);
  assert.deepEqual(best.curves[1].accuracy, [0.7, 0.96]);
  assert.ok(Math.abs(best.curves[1].loss[0] - 0.3) < 1e-9);
  assert.deepEqual([second.title, second.accuracy, second.isFinished], ["Rank 2", 0.5, false]);
  assert.deepEqual(second.curves[1], { accuracy: [], loss: [] });
});

test("the mean of the validation sets is a metric, too", () => {
  const [best] = rankSettings(result("mean"), 100);
  assert.deepEqual(best.curves[0].accuracy, [0.55, 0.72]);
});

test("only as many settings are drawn as have room, but one at least", () => {
  assert.equal(rankSettings(result("mnist"), 4).length, 2);
  assert.equal(rankSettings(result("mnist"), 3).length, 1);
  assert.equal(rankSettings(result("mnist"), 1).length, 1);
});

test("a setting is described by its rank, values and accuracy", () => {
  const texts = rankSettings(result("mnist"), 100).map(describe);
  assert.deepEqual(texts, [
    "Rank 1: rate 0.1, 95.00\u202f% ± 1.00",
    "Rank 2: rate 1, 50.00\u202f% when it ended",
    "Rank 3: rate 2, no epoch completed",
  ]);
});

/** @param {number | null} second mean of the second fold */
const folds = (second) => {
  const whole = result("mnist");
  const [one, other] = whole.settings;
  const settings = [
    { ...one, values: { left_out: ["b"] } },
    { ...other, values: { left_out: ["a"] }, mean: second },
  ];
  const trials = [0, 1].map((i) => trial(i, 0, "finished", [0.5, 0.75, 0.8]));
  return { ...whole, settings, trials: [...trials, ...whole.trials.slice(2, 4)] };
};

test("folds have no rank, and their mean has a spread and one curve", () => {
  assert.equal(isCrossValidation(folds(0.75)), true);
  assert.equal(isCrossValidation(result("mnist")), false);
  const ranked = rankSettings(folds(0.75), 100);
  const mean = meanOfFolds(ranked);

  assert.equal(mean.setting, MEAN_OF_FOLDS);
  assert.deepEqual([ranked, mean].flat().map(describe), [
    "Fold 1: left_out b, 95.00\u202f% ± 1.00",
    "Fold 2: left_out a, 75.00\u202f%",
    "Mean over 2 folds: 85.00\u202f% ± 14.14",
  ]);
  const [{ accuracy }] = mean.curves;
  assert.equal(accuracy.length, 2); // as the shortest curve
  assert.ok(Math.abs(accuracy[0] - (0.6 + 0.7 + 0.5 + 0.5) / 4) < 1e-9);
});

test("the mean over folds is unknown until all have finished", () => {
  const mean = meanOfFolds(rankSettings(folds(null), 100));
  assert.equal(describe(mean), "Mean over 2 folds: not all finished");
});

test("values are written as on the server", () => {
  const values = [[100, 10], [], null, true, 0.0001234567, 3, "adam", ["a/b", "c"], [[1], [2]]];
  assert.deepEqual(values.map(formatValue), [
    "100-10",
    "none",
    "none",
    "yes",
    "0.000123457",
    "3",
    "adam",
    "a/b, c",
    "[[1],[2]]",
  ]);
});
