/** The learner's lines: names, the line to begin with, and places in the text. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  excerpt,
  firstLine,
  namesOf,
  offsetOf,
  targetOf,
  withLineFor,
} from "../../../static/js/inside/backward/check_mine/lines.js";

test("names of a network have the shapes of its arrays", () => {
  const shapes = new Map(namesOf([784, 100, 10, 10]).map(({ name, shape }) => [name, shape]));

  assert.deepEqual(shapes.get("A1"), ["N", 101]);
  assert.deepEqual(shapes.get("H2"), ["N", 10]);
  assert.deepEqual(shapes.get("W3"), [11, 10]);
  assert.deepEqual(shapes.get("dW2"), [101, 10]);
  assert.deepEqual(shapes.get("N"), []);
  assert.ok(!shapes.has("H3") && !shapes.has("A3"));
});

test("first line is the question's, and that of a network without hidden layers has no slope", () => {
  assert.equal(firstLine(3), "dW2 = A1.T @ (P - Y) @ W3.T @ H2 * (1 - H2)");
  assert.equal(firstLine(1), "dW1 = A0 @ (P - Y)");
});

test("target of a step is the array that a line computes", () => {
  const slugs = ["loss", "delta3", "dw3", "back2", "update"];

  assert.deepEqual(slugs.map(targetOf), [null, "delta3", "dW3", "delta2", null]);
});

test("line for an array replaces untouched text, joins other lines, and is found again", () => {
  assert.equal(withLineFor("dW2 = A1", "delta2", true).text, "delta2 = ");
  assert.equal(withLineFor("dW2 = A1\n", "delta2", false).text, "dW2 = A1\ndelta2 = ");

  const text = "delta2 = H2\ndW2 = A1.T @ delta2";
  assert.deepEqual(withLineFor(text, "delta2", false), { text, caret: "delta2 = H2".length });
});

test("offset of a line and column is that of the character", () => {
  const text = "a = 1\nb = P ? Y";

  assert.equal(text[offsetOf(text, 2, 7)], "?");
  assert.equal(offsetOf(text, 2, 99), text.length);
});

test("excerpt has a caret below the column, in short and in long lines", () => {
  const long = `${"H2 * ".repeat(20)}? * ${"H2 * ".repeat(20)}`;

  for (const [text, line] of /** @type {const} */ ([
    ["P ? Y", 1],
    ["a\nb = ?", 2],
    [long, 1],
  ])) {
    const column = text.split("\n")[line - 1].indexOf("?") + 1;
    const [above, below] = excerpt(text, line, column).split("\n");
    assert.equal(above[below.indexOf("^")], "?");
    assert.ok(above.length <= 40);
  }
});
