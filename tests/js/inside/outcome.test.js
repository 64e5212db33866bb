/** Outcomes of the learner's lines in words. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  describeAgreement,
  describeCollapse,
  describeOperation,
  describePrecedence,
  describeStop,
  describeVerdict,
  formatShape,
  introduceDiagnosis,
  nameOperands,
} from "../../../static/js/inside/backward/submitted_code/outcome.js";

/** @param {string} text @returns {string} with ordinary spaces */
const plain = (text) => text.replaceAll("\u00a0", " ");

/** @param {string} expression @param {number[]} shape */
const operand = (expression, shape) => ({ expression, shape });

const PRODUCT = {
  expression: "A1.T @ (P - Y)",
  operator: "@",
  operands: [operand("A1.T", [101, 1]), operand("(P - Y)", [1, 10])],
  shape: [101, 10],
  broadcasts: false,
  non_finite: null,
};
const STOP = {
  expression: "A1.T @ (P - Y) @ H2",
  operator: "@",
  operands: [operand("A1.T @ (P - Y)", [101, 10]), operand("H2", [1, 10])],
  line: 1,
  column: 16,
  message: "matmul: mismatch",
};
const RESULT = {
  name: "dW2",
  line: "dW2 = A1",
  shape: /** @type {number[] | null} */ ([101, 10]),
  expected_shape: /** @type {number[] | null} */ ([101, 10]),
  agrees: /** @type {boolean | null} */ (true),
  first_difference: null,
  largest_entry: null,
  diagnosis: [],
  explanations: [],
  right_line: null,
  corrected_line: null,
  steps: [PRODUCT],
  stops_at: /** @type {typeof STOP | null} */ (null),
};

test("shapes are written as NumPy means them", () => {
  assert.deepEqual([[], [10], [101, 10]].map(formatShape).map(plain), [
    "number",
    "(10,)",
    "101 × 10",
  ]);
});

test("operand that was computed before is named by its number", () => {
  const difference = { ...PRODUCT, expression: "P - Y" };

  const names = nameOperands(STOP, [difference, PRODUCT]).map(({ text }) => text);
  assert.deepEqual(names, ["result 2", "H2"]);
  assert.equal(nameOperands(PRODUCT, [difference])[1].text, "result 1");
});

test("brackets that do not enclose an operand are kept", () => {
  const product = { operands: [operand("(a - b) * (c - d)", [1, 1])] };

  assert.equal(nameOperands(product, [{ expression: "a - b) * (c - d" }])[0].isResult, false);
});

test("matrix product that stops names the inner sizes", () => {
  assert.match(describeStop(STOP), /Here 10 meets 1\./);
});

test("broadcasting names both shapes and the array that is repeated", () => {
  const operands = [operand("dW", [101, 1]), operand("W2", [101, 10])];
  const note = plain(describeOperation({ ...PRODUCT, operator: "-", operands, broadcasts: true }));

  assert.match(note, /101 × 1 and 101 × 10/);
  assert.match(note, /repeats the array of 101 × 1 to fill 101 × 10/);
  assert.equal(describeOperation(PRODUCT), "");
});

test("verdicts tell a stop, a wrong shape, wrong numbers and a right line apart", () => {
  const states = [
    { ...RESULT, shape: null, agrees: false, stops_at: STOP },
    { ...RESULT, shape: [101, 1], agrees: false },
    { ...RESULT, agrees: false },
    RESULT,
    { ...RESULT, name: "temp", expected_shape: null, agrees: null },
  ].map((result) => describeVerdict(result, { variable: "W2" }));

  assert.deepEqual(
    states.map(({ state }) => state),
    ["stopped", "wrong", "wrong", "right", "computed"],
  );
  assert.equal(states[0].title, "dW2 stops at operation 2: NumPy raises an error.");
  assert.equal(plain(states[1].title), "dW2 is 101 × 1, but it should be 101 × 10.");
  assert.match(states[1].detail, /one derivative for each entry of W2, so the gradient/);
  assert.equal(states[3].detail, "All 1,010 entries agree with backpropagation.");
});

test("diagnosis of a right line says that it is right for one drawing only", () => {
  assert.match(introduceDiagnosis("right", 1), /In a batch of several/);
  assert.equal(introduceDiagnosis("right", 0), "");
  assert.match(introduceDiagnosis("wrong", 0), /none of the mistakes/);
  assert.equal(introduceDiagnosis("wrong", 0, true), ""); // a sentence about it follows
  assert.match(introduceDiagnosis("wrong", 2), /these 2 mistakes together/);
});

test("agreement counts digits, and says when both are nothing", () => {
  assert.equal(describeAgreement(0.5, 0.5 + 1e-9), "agrees to 8 digits");
  assert.equal(describeAgreement(0, 0), "is 0, too");
});

test("product that sums the units of a drawing is told from one that keeps them", () => {
  const product = (/** @type {number[]} */ left, /** @type {number[]} */ right) =>
    describeCollapse({ operator: "@", operands: [operand("a", left), operand("b", right)] });

  assert.equal(product([1, 10], [10, 1]), "Here the 10 units are summed into one number.");
  assert.match(product([3, 10], [10, 3]), /one number for each pair of drawings/);
  assert.equal(product([1, 10], [10, 10]), "");
  assert.equal(product([101, 1], [1, 10]), "");
});

test("operation that stops says what went first for lack of parentheses", () => {
  const stop = (/** @type {string} */ left, /** @type {string} */ expression) =>
    describePrecedence({
      ...STOP,
      operator: "@",
      expression,
      operands: [operand(left, [101, 11]), operand("H2", [1, 10])],
    });

  assert.match(stop("A1.T @ (P - Y)", "A1.T @ (P - Y) @ H2"), /computes A1\.T @ \(P - Y\) first/);
  assert.equal(stop("A1.T @ E", "(A1.T @ E) @ H2"), "");
  assert.equal(stop("(A1.T @ E)", "(A1.T @ E) @ H2"), "");
  assert.equal(stop("W3[1:].T", "W3[1:].T @ H2"), "");
});
