/**
 * Lines after a change of the convention.
 */

import assert from "node:assert/strict";
import test from "node:test";
import {
  describeChange,
  parseLineConvention,
  toLineConvention,
  translate,
} from "../../../static/js/inside/backward/submitted_code/convention_change.js";

/** @param {string} name @param {string} key */
const array = (name, key) => ({ name, key, shape: [] });
/** @param {string} name @param {string} key */
const gradient = (name, key) => ({
  name,
  key,
  slug: "dw2",
  layer: 2,
  isOfWeights: true,
  variable: "W2",
});

const INKLING = {
  convention: "inkling",
  choices: "rows bias-folded mean-at-loss",
  layers: 3,
  suggestions: { initial: "dW2 = A1.T @ P", with_bias: "dW2 = W3", dW2: "dW2 = A1.T @ delta2" },
  names: [
    array("A0", "A0"),
    array("X", "X"),
    array("A1", "A1"),
    array("H1", "H1"),
    array("P", "P"),
  ],
  targets: [gradient("dW2", "dW2"), gradient("delta2", "delta2")],
};
const NG = {
  convention: "ng",
  choices: "columns bias-apart mean-at-dw",
  layers: 3,
  suggestions: { initial: "dW2 = A3 @ A1.T", dW2: "dW2 = dZ2 @ A1.T / m" },
  names: [array("X", "X"), array("A1", "H1"), array("A3", "P")],
  targets: [gradient("dW2", "dW2"), gradient("dZ2", "delta2")],
};

test("lines that the page suggested are translated", () => {
  assert.equal(translate("dW2 = A1.T @ P", INKLING, NG), "dW2 = A3 @ A1.T");
  assert.equal(translate("dW2 = A1.T @ delta2\n", INKLING, NG), "dW2 = dZ2 @ A1.T / m");
  assert.equal(translate("delta2 = ", INKLING, NG), "dZ2 = ");
});

test("the learner's lines and those without a counterpart are not translated", () => {
  assert.equal(translate("dW2 = A1.T @ P @ W3", INKLING, NG), null);
  assert.equal(translate("dW2 = W3", INKLING, NG), null);
});

test("names that are called otherwise are told with what else differs", () => {
  const text = describeChange("dW2 = A1.T @ delta2 * P", toLineConvention(INKLING), NG);

  assert.match(text, /Here delta2 is dZ2, P is A3\./); // A1 has the same name
  assert.match(text, /Samples are columns here/);
  assert.match(text, /The biases are apart here/);
  assert.match(text, /The gradients of the weights are divided by the batch size here/);
});

test("an array with ones is the one without where the bias is apart", () => {
  assert.match(describeChange("A0.T", toLineConvention(INKLING), NG), /Here A0 is X\./);
});

test("nothing is told in the same convention, nor for the same formulas", () => {
  assert.equal(describeChange("dW2 = A1.T @ P", toLineConvention(INKLING), INKLING), "");
  const atDelta = { ...INKLING, choices: "rows bias-folded mean-at-delta" };
  assert.equal(describeChange("dW2 = A1.T @ P", toLineConvention(INKLING), atDelta), "");
  assert.equal(describeChange("", toLineConvention(INKLING), NG), "");
});

test("what is stored is read, and what is damaged is not", () => {
  const convention = toLineConvention(INKLING);
  assert.deepEqual(parseLineConvention(JSON.stringify(convention)), convention);
  for (const text of [null, "{", "1", "{}", "null"]) assert.equal(parseLineConvention(text), null);
});
