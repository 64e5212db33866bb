/** Color scales of heat maps. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isLight, paletteIndex, scaleLimit } from "../../../static/js/heatmap/color_scale.js";

test("signed scale is symmetric about the middle color", () => {
  assert.equal(paletteIndex("signed", 0, 2), 255);
  assert.equal(paletteIndex("signed", -2, 2), 0);
  assert.equal(paletteIndex("signed", 2, 2), 510);
  assert.equal(paletteIndex("signed", 0.4, 1) - 255, 255 - paletteIndex("signed", -0.4, 1));
});

test("values beyond the limit are clamped", () => {
  assert.equal(paletteIndex("signed", -9, 2), 0);
  assert.equal(paletteIndex("ink", 9, 1), 510);
  assert.equal(paletteIndex("ink", -1, 1), 0);
});

test("limit of 0 gives the color of 0", () => {
  assert.equal(paletteIndex("signed", 0, 0), 255);
});

test("scaleLimit is the largest magnitude, or 1 for ink", () => {
  assert.equal(scaleLimit("signed", [1, -3, 2]), 3);
  assert.equal(scaleLimit("signed", []), 0);
  assert.equal(scaleLimit("ink", [0.2]), 1);
});

test("isLight tells dark from light colors", () => {
  assert.equal(isLight(0xff_ff_ff_ff), true);
  assert.equal(isLight(0xff_00_00_00), false);
});
