/** Stroke model with undo history. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Drawing } from "../../../static/js/drawing/drawing.js";

const PEN = { width: 16, erase: false };

/** @param {Drawing} drawing @param {number} x */
function addStroke(drawing, x, pen = PEN) {
  drawing.begin([x, 0], pen);
  drawing.extend([[x, 10]]);
  drawing.end();
}

/** @param {Drawing} drawing */
const starts = (drawing) => drawing.page.strokes.map(({ points }) => points[0][0]);

test("undo and redo step through strokes", () => {
  const drawing = new Drawing();
  for (const x of [1, 2, 3]) addStroke(drawing, x);

  drawing.undo();
  drawing.undo();
  assert.deepEqual(starts(drawing), [1]);

  drawing.redo();
  assert.deepEqual(starts(drawing), [1, 2]);
});

test("new stroke after undo drops the undone strokes", () => {
  const drawing = new Drawing();
  for (const x of [1, 2]) addStroke(drawing, x);
  drawing.undo();

  addStroke(drawing, 3);

  assert.equal(drawing.canRedo, false);
  assert.deepEqual(starts(drawing), [1, 3]);
});

test("clear can be undone", () => {
  const drawing = new Drawing();
  addStroke(drawing, 1);

  drawing.clear();
  assert.equal(drawing.isBlank, true);

  drawing.undo();
  assert.deepEqual(starts(drawing), [1]);
});

test("clear of an empty page adds no step", () => {
  const drawing = new Drawing();
  drawing.clear();
  assert.equal(drawing.canUndo, false);
});

test("stroke in progress is visible and undone as a whole", () => {
  const drawing = new Drawing();
  drawing.begin([1, 1], PEN);
  drawing.extend([[2, 2]]);
  assert.equal(drawing.isDrawing, true);
  assert.equal(drawing.page.strokes[0].points.length, 2);

  drawing.undo();
  assert.equal(drawing.isDrawing, false);
  assert.deepEqual(starts(drawing), []);
});

test("page with only erased strokes is blank", () => {
  const drawing = new Drawing();
  addStroke(drawing, 1, { width: 16, erase: true });
  assert.equal(drawing.isBlank, true);
});

test("replaced page hides earlier strokes and keeps later ones", () => {
  const drawing = new Drawing();
  addStroke(drawing, 1);
  drawing.replacePage({ strokes: [{ points: [[7, 7]], width: 16, erase: false }] });
  addStroke(drawing, 2);
  assert.deepEqual(starts(drawing), [7, 2]);
});

test("listeners learn whether the drawing was extended or replaced", () => {
  const drawing = new Drawing();
  /** @type {string[]} */
  const changes = [];
  drawing.onChange((change) => changes.push(change));

  addStroke(drawing, 1);
  assert.deepEqual(changes, ["extended", "extended", "extended"]);

  drawing.undo();
  drawing.redo();
  drawing.clear();
  assert.deepEqual(changes.slice(3), ["replaced", "replaced", "replaced"]);
});

test("restored history can be undone and redone", () => {
  const drawing = new Drawing();
  for (const x of [1, 2, 3]) addStroke(drawing, x);
  drawing.undo();

  const copy = new Drawing();
  copy.restore(JSON.parse(JSON.stringify(drawing.history)));

  assert.deepEqual(copy.page, drawing.page);
  copy.redo();
  assert.deepEqual(starts(copy), [1, 2, 3]);
});
