/** Words for predictions and problems. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  describeNumbers,
  describeProblem,
  describeReply,
  toLine,
} from "../../../static/js/prediction/wording.js";

/** @param {Record<number, number>} probabilities @param {boolean} certain */
function reply(probabilities, certain = false) {
  const all = Array.from({ length: 10 }, (_, digit) => probabilities[digit] ?? 0);
  const confidence = Math.max(...all);
  const digit = all.indexOf(confidence);
  const model = { name: "seed", version: "0".repeat(12) };
  return { digit, confidence, probabilities: all, certain, digits_found: 1, model };
}

/** @param {string} text with an ordinary space before each percent sign */
const spaced = (text) => text.replaceAll("\u202f", " ");

for (const [name, probabilities, headline, digit] of /** @type {const} */ ([
  ["two comparable digits", { 4: 0.51, 9: 0.48 }, "Not sure: 4 or 9", "?"],
  ["three comparable digits", { 4: 0.42, 9: 0.29, 7: 0.27 }, "Not sure: 4, 9 or 7", "?"],
  ["a distant runner-up", { 9: 0.71, 8: 0.07, 4: 0.05 }, "Probably 9, but not certain", "9"],
  ["no runner-up", { 1: 0.91, 2: 0.02 }, "Not sure this is a digit", "?"],
  ["no probable digit", { 1: 0.3, 2: 0.28, 3: 0.25 }, "Not sure this is a digit", "?"],
])) {
  test(`describeReply of an uncertain reply with ${name} names what is in question`, () => {
    const wording = describeReply(reply(probabilities));

    assert.equal(wording.headline, headline);
    assert.equal(wording.digit, digit);
    assert.equal(wording.state, "unsure");
  });
}

test("describeReply of an uncertain reply gives the probabilities", () => {
  const detail = (/** @type {Record<number, number>} */ probabilities) =>
    spaced(describeReply(reply(probabilities)).detail);

  assert.equal(detail({ 4: 0.51, 9: 0.48 }), "4 at 51.0 %, 9 at 48.0 %");
  assert.equal(detail({ 9: 0.71, 8: 0.07 }), "71.0 %; the next is 8, at 7.0 %");
  assert.equal(detail({ 1: 0.91 }), "The closest is 1, at 91.0 %.");
});

test("describeProblem of a blank drawing says what is wrong with it", () => {
  const problem = {
    type: "/problems/blank-drawing",
    title: "Blank drawing",
    detail: "expected ink",
  };

  const picture = describeProblem(problem, { hasPicture: true });
  const strokes = describeProblem(problem, { hasPicture: false });

  assert.equal(picture.headline, "Nothing found in this picture");
  assert.match(picture.detail, /^It has no strokes that stand out\. /);
  assert.equal(strokes.headline, "Too little to read");
});

test("toLine joins headline and detail as sentences or with a colon", () => {
  const wording = /** @type {const} */ ({ state: "none", digit: "", headline: "Too large" });

  assert.equal(toLine({ ...wording, detail: "Choose another." }), "Too large. Choose another.");
  assert.equal(toLine({ ...wording, detail: "got 9 MB" }), "Too large: got 9 MB");
  assert.equal(toLine({ ...wording, detail: "" }), "Too large");
});

/** @param {number} confidence @param {boolean} certain @param {number} runnerUp */
const written = (confidence, certain, runnerUp, leftOut = 0) => ({
  number: "47",
  confidence,
  certain,
  box: [0, 0, 1, 1],
  digits: [],
  alternatives: [{ number: "41", confidence: runnerUp }],
  left_out: leftOut,
  ignored: [],
});
const MODEL = { name: "seed", version: "0".repeat(12) };

for (const [name, number, state, headline, detail] of /** @type {const} */ ([
  ["certain", written(0.98, true, 0.01), "sure", "98.0 % sure", ""],
  [
    "uncertain",
    written(0.8, false, 0.06),
    "unsure",
    "Probably 47, but not certain",
    "80.0 %; the next is 41, at 6.0 %",
  ],
  [
    "doubtful",
    written(0.5, false, 0.4),
    "unsure",
    "Not sure: 47 or 41",
    "47 at 50.0 %, 41 at 40.0 %",
  ],
  [
    "certain beside a mark",
    written(0.98, true, 0.01, 1),
    "sure",
    "98.0 % sure",
    "A mark was left out.",
  ],
])) {
  test(`describeNumbers of a ${name} number says so`, () => {
    const wording = describeNumbers({ numbers: [number], model: MODEL });

    assert.equal(wording.state, state);
    assert.equal(spaced(wording.headline), headline);
    assert.equal(spaced(wording.detail), detail);
  });
}

test("describeNumbers of several numbers counts the doubtful ones", () => {
  const numbers = [written(0.98, true, 0), written(0.5, false, 0.4)];

  assert.equal(describeNumbers({ numbers, model: MODEL }).headline, "2 numbers");
  assert.match(describeNumbers({ numbers, model: MODEL }).detail, /^1 of them not certain/);
});

test("describeProblem of too many digits gives the limit and the count", () => {
  /** @type {Parameters<typeof describeProblem>[0]} */
  const problem = { type: "/problems/too-many-numbers", counted: "digits", limit: 24, count: 26 };

  const { headline, detail } = describeProblem(problem, { hasPicture: false });

  assert.equal(headline, "Too much to read");
  assert.equal(detail, "At most 24 digits in a number can be read; this has 26.");
});
