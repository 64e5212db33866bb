/** Common x range of the charts. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Zoom } from "../../../static/js/train/charts/zoom.js";

function zoomTo(end = 8) {
  const zoom = new Zoom();
  zoom.setEnd(end);
  return zoom;
}

test("full range grows with the data until zoomed", () => {
  const zoom = zoomTo(8);
  assert.deepEqual(zoom.range, [0, 8]);

  zoom.in();
  zoom.setEnd(100);
  assert.deepEqual(zoom.range, [2, 6]);

  zoom.reset();
  assert.deepEqual(zoom.range, [0, 100]);
});

test("zooming out is limited by the data", () => {
  const zoom = zoomTo(8);
  zoom.show(-5, 4);
  assert.deepEqual(zoom.range, [0, 4]);

  zoom.out();
  zoom.out();
  assert.deepEqual(zoom.range, [0, 8]);
});

test("range too small to show is ignored", () => {
  const zoom = zoomTo(8);
  zoom.show(3, 3.0001);
  assert.deepEqual(zoom.range, [0, 8]);
});

test("listeners are called on a change", () => {
  const zoom = zoomTo();
  let count = 0;
  zoom.onChange(() => {
    count += 1;
  });
  zoom.in();
  zoom.reset();
  assert.equal(count, 2);
});
