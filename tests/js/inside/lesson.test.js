import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeLesson, encodeLesson, simplify } from "../../../static/js/inside/lesson.js";

/** @param {number} x @param {number} y @returns {import("../../../static/js/drawing/drawing.js").Point} */
const point = (x, y) => [x, y];

const EMPTY = {
  step: null,
  label: null,
  mistake: null,
  lines: null,
  strokes: null,
  isPresented: false,
};

test("a lesson is the same after encoding and decoding", () => {
  const lesson = {
    step: "dw2",
    label: 0,
    mistake: "matrix-product",
    lines: "delta2 = (P - Y) @ W3[1:].T * H2 * (1 - H2)\ndW2 = A1.T @ delta2 + 50 %&#~é",
    strokes: [
      { points: [point(-20.25, 0), point(140, 279.75)], width: 16, erase: false },
      { points: [point(300, 12.5)], width: 40.5, erase: true },
    ],
    isPresented: true,
  };
  const hash = encodeLesson(lesson);
  assert.match(hash, /^[\w\-.~*%+=&]+$/);
  assert.deepEqual(decodeLesson(`#${hash}`), { lesson, problems: [] });
});

test("an empty hash is an empty lesson", () => {
  assert.deepEqual(decodeLesson(""), { lesson: EMPTY, problems: [] });
  assert.equal(encodeLesson(EMPTY), "");
});

test("what is damaged is left out and named", () => {
  for (const strokes of [
    "",
    "A",
    "GQGQ",
    "GQGQGQG",
    "GQGQG!",
    "GQGQGQ..GQGQGQ",
    "A".repeat(30_002),
  ]) {
    const { lesson, problems } = decodeLesson(`#step=dw2&strokes=${strokes}`);
    assert.equal(lesson.strokes, null, strokes.slice(0, 20));
    assert.equal(lesson.step, "dw2");
    assert.deepEqual(problems, ["The link’s drawing is damaged."]);
  }
  for (const label of ["", "10", "x", "-1", "1.5"]) {
    const { lesson, problems } = decodeLesson(`#label=${label}`);
    assert.equal(lesson.label, null);
    assert.deepEqual(problems, ["The link’s label is not a digit."]);
  }
  const { lesson, problems } = decodeLesson(`#lines=${"a".repeat(10_001)}`);
  assert.equal(lesson.lines, null);
  assert.deepEqual(problems, ["The link’s lines are too long."]);
});

test("a stroke of width 0 or less is damaged", () => {
  const stroke = { points: [point(1, 1)], width: -5, erase: false };
  const { lesson, problems } = decodeLesson(encodeLesson({ ...EMPTY, strokes: [stroke] }));
  assert.equal(lesson.strokes, null);
  assert.equal(problems.length, 1);
});

test("the link of a drawing by hand is short", () => {
  const circle = Array.from({ length: 400 }, (_, i) =>
    point(140 + 70 * Math.cos(i / 63.6), 140 + 110 * Math.sin(i / 63.6)),
  );
  const strokes = [{ points: circle, width: 16, erase: false }];
  const hash = encodeLesson({ ...EMPTY, strokes });
  assert.ok(hash.length < 300, `${hash.length} characters`);
});

test("simplify keeps every point within the tolerance", () => {
  const wave = Array.from({ length: 200 }, (_, i) => point(i, 20 * Math.sin(i / 15)));
  const kept = simplify(wave, 0.6);
  assert.ok(kept.length < 60, `${kept.length} points`);
  for (const [x, y] of wave) {
    const k = kept.findIndex(([other]) => other >= x);
    const [x1, y1] = kept[k];
    const [x0, y0] = kept[Math.max(k - 1, 0)];
    const at = x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
    assert.ok(Math.abs(at - y) <= 1.5, `${x}: ${at - y}`);
  }
});

test("simplify keeps a closed stroke", () => {
  const corners = [point(0, 0), point(10, 0), point(10, 10), point(0, 10), point(0, 0)];
  assert.deepEqual(simplify(corners, 0.6), corners);
});
