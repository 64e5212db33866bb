/** The learner's lines: names of a convention, and places in the text. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  excerpt,
  parseNotation,
  targetName,
  textOffset,
  withLineFor,
} from "../../../static/js/inside/backward/submitted_code/lines.js";

const TARGETS = [
  { name: "delta4", slug: "delta3", layer: 3, isOfWeights: false, variable: "z4" },
  { name: "nabla_w4", slug: "dw3", layer: 3, isOfWeights: true, variable: "w4" },
  { name: "nabla_b4", slug: "dw3", layer: 3, isOfWeights: true, variable: "b4" },
  { name: "nabla_a3", slug: "back2", layer: 2, isOfWeights: false, variable: "a3" },
  { name: "delta3", slug: "delta2", layer: 2, isOfWeights: false, variable: "z3" },
];

test("names, targets and suggestions are those of the page", () => {
  const notation = parseNotation({
    sizes: "784-100-10-10",
    convention: "nielsen",
    choices: "columns bias-apart mean-at-update",
    suggestions: '{"initial": "nabla_w3 = a3"}',
    names: '[{"name": "m", "key": "N", "shape": []}]',
    targets: JSON.stringify(TARGETS),
  });

  assert.deepEqual(notation, {
    convention: "nielsen",
    layers: 3,
    choices: "columns bias-apart mean-at-update",
    suggestions: { initial: "nabla_w3 = a3" },
    names: [{ name: "m", key: "N", shape: [] }],
    targets: TARGETS,
  });
});

test("target of a step is the array that a line computes", () => {
  const slugs = ["loss", "delta3", "dw3", "back2", "update"];

  assert.deepEqual(
    slugs.map((slug) => targetName(slug, TARGETS)),
    [null, "delta4", "nabla_w4", "nabla_a3", null],
  );
});

test("line for an array replaces untouched text, joins other lines, and is found again", () => {
  assert.equal(withLineFor("dW2 = A1", "delta2", true).text, "delta2 = ");
  assert.equal(withLineFor("dW2 = A1\n", "delta2", false).text, "dW2 = A1\ndelta2 = ");

  const text = "delta2 = H2\ndW2 = A1.T @ delta2";
  assert.deepEqual(withLineFor(text, "delta2", false), { text, caret: "delta2 = H2".length });
});

test("offset of a line and column is that of the character", () => {
  const text = "a = 1\nb = P ? Y";

  assert.equal(text[textOffset(text, 2, 7)], "?");
  assert.equal(textOffset(text, 2, 99), text.length);
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
