/** Timeline of the paths that run back to a unit. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { frameAt } from "../../../static/js/inside/backward/path_animation.js";

/** Maximum duration of motion that starts by itself (WCAG 2.2, 2.2.2). */
const MAX_MS = 5000;

for (const [paths, results] of [
  [1, 0],
  [10, 0],
  [10, 2],
  [11, 6],
  [16, 6],
]) {
  test(`${paths} paths and ${results} results are shown one after the other, within five seconds`, () => {
    const times = Array.from({ length: MAX_MS / 10 }, (_, i) => 10 * i);
    const frames = times.map((ms) => frameAt(ms, paths, results));

    assert.deepEqual(frames[0], { shares: new Array(paths).fill(0), shown: 0, isLast: false });
    for (const [i, { shares, shown, isLast }] of frames.entries()) {
      for (const [k, share] of shares.entries()) {
        assert.ok(share >= 0 && share <= 1);
        assert.ok(k === 0 || share <= shares[k - 1]);
        assert.ok(i === 0 || share >= frames[i - 1].shares[k]);
      }
      if (shown > 0 || isLast) assert.equal(shares.at(-1), 1);
      if (isLast) assert.equal(shown, results);
    }
    assert.ok(frames.at(-1)?.isLast);
  });
}

test("still picture is the last frame", () => {
  assert.deepEqual(frameAt(Number.POSITIVE_INFINITY, 3, 4), {
    shares: [1, 1, 1],
    shown: 4,
    isLast: true,
  });
});
