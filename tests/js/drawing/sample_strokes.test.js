/** Sample digits as splines. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { SIDE } from "../../../static/js/drawing/paper.js";
import { SAMPLE_DIGITS, smooth } from "../../../static/js/drawing/sample_strokes.js";

test("spline passes through its knots", () => {
  /** @type {[number, number][]} */
  const knots = [
    [0, 0],
    [10, 20],
    [30, 5],
  ];
  const points = smooth(knots);
  for (const [x, y] of knots) {
    assert.ok(points.some(([px, py]) => Math.hypot(px - x, py - y) < 1e-9));
  }
});

test("spline of collinear knots at equal distances is straight", () => {
  const points = smooth([
    [0, 0],
    [10, 10],
    [20, 20],
  ]);
  for (const [x, y] of points) assert.ok(Math.abs(x - y) < 1e-9);
});

test("there is a sample of each digit within the square", () => {
  assert.equal(SAMPLE_DIGITS.length, 10);
  for (const point of SAMPLE_DIGITS.flat().flatMap(smooth).flat()) {
    assert.ok(point > 0 && point < SIDE);
  }
});
