/** Geometry of the square and the wide paper. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Drawing } from "../../../static/js/drawing/drawing.js";
import {
  beside,
  continuesAtEdge,
  fitToPaper,
  onPaper,
  SIDE,
  strokeBounds,
  WIDE,
} from "../../../static/js/drawing/paper.js";

/** @param {number} left @param {number} right @returns {import("../../../static/js/drawing/drawing.js").Stroke} */
const stroke = (left, right, erase = false) => ({
  points: [
    [left, 100],
    [right, 180],
  ],
  width: 16,
  erase,
});

/** @param {Drawing} drawing @param {number} left @param {number} right */
function write(drawing, left, right) {
  drawing.begin([left, 100], { width: 16, erase: false });
  drawing.extend([[right, 180]]);
  drawing.end();
}

for (const [name, strokes, isExpected] of /** @type {const} */ ([
  ["one stroke to the edge", [stroke(90, 270)], false],
  ["a second digit at the edge", [stroke(20, 120), stroke(150, 260)], true],
  ["a second digit before the edge", [stroke(20, 90), stroke(110, 190)], false],
  ["two strokes of one digit at the edge", [stroke(90, 250), stroke(200, 265)], false],
  ["an eraser at the edge", [stroke(20, 120), stroke(150, 270, true)], false],
])) {
  test(`continuesAtEdge of ${name} is ${isExpected}`, () => {
    assert.equal(continuesAtEdge(strokes), isExpected);
  });
}

test("drawing widens with the stroke that writes on, and narrows when that is undone", () => {
  const drawing = new Drawing();
  write(drawing, 20, 120);
  assert.equal(drawing.page.isWide, false);

  write(drawing, 150, 260);
  assert.equal(drawing.page.isWide, true);

  drawing.undo();
  assert.equal(drawing.page.isWide, false);
});

test("drawing does not widen before the pen is lifted", () => {
  const drawing = new Drawing();
  write(drawing, 20, 120);

  drawing.begin([150, 100], { width: 16, erase: false });
  drawing.extend([[270, 180]]);

  assert.equal(drawing.page.isWide, false);
});

test("cleared wide paper stays wide", () => {
  const drawing = new Drawing();
  drawing.setWide(true);
  write(drawing, 20, 120);

  drawing.clear();

  assert.equal(drawing.page.isWide, true);
  assert.equal(drawing.isBlank, true);
});

test("number on the square paper keeps all of its ink, and stays there", () => {
  const drawing = new Drawing();
  drawing.setWide(true);
  for (const left of [20, 220, 420]) write(drawing, left, left + 100);

  drawing.setWide(false);

  const { x, y, width, height } = strokeBounds(drawing.page.strokes);
  assert.equal(drawing.page.isWide, false);
  assert.ok(x > 0 && y > 0 && x + width < SIDE && y + height < SIDE);
  assert.ok(Math.abs(width / height - 500 / 80) < 1e-9);
});

test("digit that fits is not moved on the square paper", () => {
  const page = { strokes: [stroke(20, 120)], picture: null, isWide: true };

  assert.deepEqual(onPaper(page, false).strokes, page.strokes);
});

for (const isWide of [false, true]) {
  test(`fitToPaper keeps the aspect ratio and centers on ${isWide ? "wide" : "square"} paper`, () => {
    const { x, y, width, height } = fitToPaper({ width: 400, height: 200 }, isWide);

    assert.equal(width / height, 2);
    assert.equal(2 * x + width, isWide ? WIDE : SIDE);
    assert.equal(2 * y + height, SIDE);
  });
}

test("beside puts a sample to the right of the ink, and starts anew when the paper is full", () => {
  const sample = [stroke(90, 190)];
  const second = beside(beside([], sample), sample);

  assert.ok(second[1].points[0][0] > second[0].points[1][0]);
  assert.equal(beside([stroke(20, 800)], sample).length, 1);
});
