/** Text of runs. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  countParameters,
  describeState,
  formatDuration,
  formatLayers,
  formatProgress,
  formatSettings,
  formatShare,
} from "../../../static/js/train/format.js";

/** @type {import("../../../static/js/train/lab_api.js").Settings} */
const SETTINGS = {
  hidden: [100],
  initialisation: "xavier",
  optimizer: "adam",
  schedule: "constant",
  learning_rate: 0.003,
  batch_size: 100,
  epochs: 5,
  images: 10000,
  augmentation: false,
  seed: 1,
};

/** @type {import("../../../static/js/train/lab_api.js").Run} */
const RUN = {
  id: "lab-1",
  name: "Mine",
  state: "running",
  problem: null,
  settings: SETTINGS,
  created: "2026-01-01T00:00:00Z",
  finished: null,
  epoch: 2,
  epochs: 5,
  step: 1234,
  steps: 2500,
  parameters: 79510,
  seconds: 3,
  accuracy: 0.9512,
  model: null,
  version: null,
  last_event: 7,
};

test("durations use the two largest units", () => {
  assert.equal(formatDuration(3.14), "3.1 s");
  assert.equal(formatDuration(59), "59 s");
  assert.equal(formatDuration(61), "1 min 1 s");
  assert.equal(formatDuration(3700), "1 h 1 min");
});

test("missing accuracy is a dash", () => {
  assert.equal(formatShare(null), "–");
  assert.equal(formatShare(0.9512), "95.1\u202f%");
});

test("parameters include the biases", () => {
  assert.equal(formatLayers([300, 100]), "784 → 300 → 100 → 10");
  assert.equal(countParameters([300, 100]), 266_610);
  assert.equal(countParameters([]), 7_850);
});

test("progress counts the epoch in progress", () => {
  assert.equal(formatProgress(RUN), "Training: epoch 3 of 5, 1,234 of 2,500 steps");
  assert.equal(formatProgress({ ...RUN, state: "waiting" }), "Starting");
  assert.equal(
    formatProgress({ ...RUN, state: "stopped" }),
    "Stopped after 2 epochs of 5, 1,234 of 2,500 steps",
  );
  assert.equal(
    formatProgress({ ...RUN, state: "finished", epoch: 1, epochs: 1, step: 2500 }),
    "Finished: 1 epoch, 2,500 of 2,500 steps",
  );
});

test("settings name a schedule and augmentation if used", () => {
  const plain = formatSettings(SETTINGS);
  assert.ok(plain.includes("adam 0.003\u00a0· batch size 100\u00a0· 10,000 images\u00a0·"));

  const all = formatSettings({ ...SETTINGS, schedule: "cosine", augmentation: true });
  assert.ok(all.includes("adam 0.003, cosine"));
  assert.ok(all.includes("10,000 images, augmented"));
});

test("every state has an announcement", () => {
  assert.equal(describeState({ ...RUN, state: "waiting" }), "Mine is starting.");
  assert.equal(describeState(RUN), "Mine is training.");
  assert.equal(describeState({ ...RUN, state: "paused" }), "Mine is paused in epoch 3.");
  assert.equal(
    describeState({ ...RUN, state: "failed", problem: "Out of memory." }),
    "Mine failed. Out of memory.",
  );
  assert.equal(
    describeState({ ...RUN, state: "finished" }),
    "Mine has finished. Validation accuracy 95.1\u202f%.",
  );
  assert.equal(describeState({ ...RUN, state: "stopped", accuracy: null }), "Mine was stopped.");
});
