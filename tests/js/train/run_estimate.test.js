/** Rough duration of a run. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { estimateDuration, slowness } from "../../../static/js/train/run_estimate.js";

/** @type {import("../../../static/js/train/lab_api.js").Settings} */
const DEFAULTS = {
  hidden: [100, 10],
  initialisation: "xavier",
  optimizer: "adam",
  schedule: "constant",
  learning_rate: 0.001,
  batch_size: 32,
  epochs: 30,
  images: 40000,
  augmentation: false,
  seed: 1,
};

/** @param {Partial<import("../../../static/js/train/lab_api.js").Run>} values */
const run = (values) =>
  /** @type {import("../../../static/js/train/lab_api.js").Run} */ ({
    state: "finished",
    settings: DEFAULTS,
    ...values,
  });

test("estimate of the default settings is some seconds", () => {
  assert.match(estimateDuration(DEFAULTS, 1), /^about 2[05] s$/);
});

test("estimate grows with epochs and images", () => {
  assert.equal(estimateDuration({ ...DEFAULTS, epochs: 1 }, 1), "a few seconds");
  assert.equal(estimateDuration({ ...DEFAULTS, epochs: 300 }, 1), "about 4 min");
  assert.equal(estimateDuration({ ...DEFAULTS, epochs: 300, images: 60000 }, 100), "about 9 h");
});

test("slowness without finished runs is 1", () => {
  assert.equal(slowness([]), 1);
  assert.equal(slowness([run({ state: "running", seconds: 500 })]), 1);
});

test("slowness is that of the newest finished run", () => {
  const factor = slowness([
    run({ state: "stopped", seconds: 7 }),
    run({ seconds: 60 }),
    run({ seconds: 1000 }),
  ]);
  assert.equal(estimateDuration(DEFAULTS, factor), "about 60 s");
});

test("slowness leaves out runs too short to measure", () => {
  assert.equal(slowness([run({ settings: { ...DEFAULTS, epochs: 1 }, seconds: 20 })]), 1);
});
