/** Outlines of drawings as paths. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { traceOutline } from "../../../static/js/inside/backward/outline.js";

/** @param {string} path @returns {string[]} sorted edges */
const edges = (path) => path.split("M").filter(Boolean).sort();

test("outline of one pixel has its four edges", () => {
  const path = traceOutline([0, 0, 0, 0, 1, 0, 0, 0, 0], 3);
  assert.deepEqual(edges(path), ["1 1h1", "1 1v1", "1 2h1", "2 1v1"]);
});

test("outline has no edge between two pixels with ink", () => {
  const path = traceOutline([0.9, 0.5, 0.4, 0], 2);
  assert.deepEqual(edges(path), ["0 0h1", "0 0v1", "0 1h1", "1 0h1", "1 1h1", "2 0v1"]);
});

test("outline of no pixels is empty", () => {
  assert.equal(traceOutline([], 28), "");
});
