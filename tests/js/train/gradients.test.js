/** Description of the gradients. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { describe } from "../../../static/js/train/charts/gradients.js";
import { RunHistory } from "../../../static/js/train/run_history.js";

/** @param {number[]} gradients */
function describeGradients(...gradients) {
  const history = new RunHistory(10);
  if (gradients.length > 0) {
    history.apply({ id: 1, event: "batch", data: { step: 1, loss: 1, accuracy: 0, gradients } });
  }
  return describe(history);
}

test("gradients are compared between the first and last layer", () => {
  assert.match(describeGradients(0.001, 0.01), /about 10 times smaller .* vanishes\.$/);
  assert.match(describeGradients(0.05, 0.01), /about 5 times larger /);
  assert.match(describeGradients(0.01, 0.011), /about the same size/);
});

test("zero gradients are named as such", () => {
  assert.match(describeGradients(0, 0.1), /first layer has vanished/);
  assert.match(describeGradients(0.1, 0), /cannot learn/);
});

test("single layer and no batch are described", () => {
  assert.match(describeGradients(0.1), /only one layer/);
  assert.equal(describeGradients(), "Shown after the first batch.");
});
