/** How the ink of numbers was divided: roles of candidates, and their places on the paper. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bounds,
  describeCandidate,
  toSegmentations,
} from "../../../static/js/prediction/segmentation.js";

const PAGE = { strokes: [], picture: null, isWide: true };

/** @param {number} x @param {number} probability */
const candidate = (x, probability) => ({
  start: 0,
  stop: 1,
  box: [x, 50, 40, 60],
  digit: 4,
  confidence: 0.9,
  probability,
});

/** @param {ReturnType<typeof candidate>[]} candidates @param {number[]} path @param {number[]} runnerUp */
const reply = (candidates, path, runnerUp) => ({
  numbers: [
    {
      number: "44",
      confidence: 0.98,
      certain: true,
      box: [0, 0, 1, 1],
      digits: [],
      alternatives: [{ number: "4", confidence: 0.01 }],
      left_out: 1,
      ignored: [{ box: [300, 60, 10, 10] }],
      cuts: {
        segments: 3,
        lines: [
          [
            [60, 50],
            [61, 110],
          ],
        ],
        candidates,
        candidates_found: candidates.length,
        path,
        runner_up: runnerUp,
      },
    },
  ],
  model: { name: "seed", version: "0".repeat(12) },
});

const THREE = reply([candidate(20, 0.99), candidate(40, 0.01), candidate(70, 0.99)], [0, 2], [1]);

test("toSegmentations gives each candidate its role, and the numbers their confidences", () => {
  const [{ title, count, candidates, cuts }] = toSegmentations(THREE, PAGE);
  assert.deepEqual(
    candidates.map(({ role }) => role),
    ["path", "runner-up", "path"],
  );
  assert.match(title, /^44, 98\.0.%; runner-up 4, 1\.0.%$/);
  assert.equal(count, "3 pieces of ink, 3 candidates.");
  assert.deepEqual(cuts, [
    [
      [60, 50],
      [61, 110],
    ],
  ]);
});

test("toSegmentations keeps both paths and the most probable of many candidates", () => {
  const many = Array.from({ length: 60 }, (_, i) => candidate(i, i / 100));
  const [{ count, candidates }] = toSegmentations(reply(many, [0], [1]), PAGE);
  assert.equal(candidates.length, 24);
  assert.deepEqual(candidates.map(({ role }) => role).slice(0, 3), ["path", "runner-up", "other"]);
  assert.equal(candidates[2].box.x, 38);
  assert.equal(
    count,
    "3 pieces of ink, 60 candidates; 24 are shown: those of both paths and the most probable.",
  );
});

test("toSegmentations keeps all candidates of both paths", () => {
  const many = Array.from({ length: 60 }, (_, i) => candidate(i, i / 100));
  const indices = (/** @type {number} */ first) => Array.from({ length: 20 }, (_, i) => first + i);
  const [{ candidates }] = toSegmentations(reply(many, indices(0), indices(20)), PAGE);
  assert.equal(candidates.filter(({ role }) => role === "path").length, 20);
  assert.equal(candidates.filter(({ role }) => role === "runner-up").length, 20);
  assert.equal(candidates.length, 40);
});

test("toSegmentations leaves out a number that was not cut", () => {
  const whole = structuredClone(THREE);
  // @ts-expect-error: null, as the service replies
  whole.numbers[0].cuts = null;
  assert.deepEqual(toSegmentations(whole, PAGE), []);
});

test("bounds contain all candidates and marks left out, with a margin", () => {
  assert.deepEqual(bounds(toSegmentations(THREE, PAGE)), { x: -4, y: 26, width: 338, height: 108 });
});

test("describeCandidate says which path a candidate is on", () => {
  const [first, second] = toSegmentations(THREE, PAGE)[0].candidates;
  assert.match(describeCandidate(first), /^4, 99\.0.% likely to be one digit, in the number$/);
  assert.match(describeCandidate(second), /, in the runner-up$/);
});
