/**
 * Whose gradients a step takes.
 */

import assert from "node:assert/strict";
import test from "node:test";
import {
  describeStepSource,
  rightGradients,
} from "../../../static/js/inside/backward/submitted_code/step_source.js";

const TARGETS = [3, 2, 1].flatMap((layer) => [
  { name: `dW${layer}`, slug: `dw${layer}`, layer, isOfWeights: true, variable: `W${layer}` },
  {
    name: `delta${layer}`,
    slug: `delta${layer}`,
    layer,
    isOfWeights: false,
    variable: `z${layer}`,
  },
]);

test("a right error signal moves no weights", () => {
  const results = [
    { name: "delta2", agrees: true },
    { name: "dW2", agrees: false },
    { name: "scale", agrees: null },
  ];
  assert.deepEqual(rightGradients(results, TARGETS), []);
});

test("of two lines for one gradient the last counts", () => {
  const [right, wrong] = [true, false].map((agrees) => ({ name: "dW2", agrees }));
  assert.deepEqual(rightGradients([wrong, right], TARGETS), ["dW2"]);
  assert.deepEqual(rightGradients([right, wrong], TARGETS), []);
});

test("the sentence says whose gradient moves which weights", () => {
  assert.equal(
    describeStepSource(["dW2"], TARGETS),
    "W2 moved against your dW2; W3 and W1 moved against backpropagation’s gradients.",
  );
  assert.equal(
    describeStepSource(["dW3", "dW2", "dW1"], TARGETS),
    "W3, W2 and W1 moved against your dW3, dW2 and dW1.",
  );
});
