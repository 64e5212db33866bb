/** Digits of a number: what a reply calls for, their places, and their strokes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cropOfDigit,
  leastCertain,
  nextRequest,
  numberText,
  separatorBoxes,
  strokesOfDigit,
  toDigits,
} from "../../../static/js/prediction/numbers.js";

const MODEL = { name: "seed", version: "0".repeat(12) };
const PROBABILITIES = Array(10).fill(0.1);

/** @param {number} digit @param {number[]} box @param {number} confidence */
const digit = (digit, box, confidence = 0.9) => ({
  digit,
  confidence,
  probabilities: PROBABILITIES,
  certain: confidence > 0.8,
  box,
});

/** @param {...ReturnType<typeof digit>[]} numbers */
const reply = (...numbers) => ({
  numbers: numbers.map((digits) => ({
    number: digits.map((one) => one.digit).join(""),
    confidence: 0.9,
    certain: true,
    box: [0, 0, 1, 1],
    digits,
    alternatives: [],
    left_out: 0,
    ignored: [],
  })),
  model: MODEL,
});

/** @param {number} count */
const prediction = (count) => ({
  digit: count === 1 ? 3 : null,
  confidence: null,
  probabilities: PROBABILITIES,
  certain: false,
  digits_found: count,
  model: MODEL,
});

const TWO = reply([digit(4, [10, 20, 30, 60]), digit(7, [50, 20, 40, 60], 0.5)]);
const ONE = reply([digit(4, [10, 20, 30, 60])]);
const PAGE = { strokes: [], picture: null, isWide: true };

test("nextRequest after several digits on the square paper asks for the number", () => {
  assert.equal(nextRequest(prediction(4), false), "numbers");
  assert.equal(nextRequest(prediction(1), false), null);
  assert.equal(nextRequest(TWO, false), null);
});

test("nextRequest after one digit on the wide paper asks for the prediction", () => {
  assert.equal(nextRequest(ONE, true), "predict");
  assert.equal(nextRequest(TWO, true), null);
  assert.equal(nextRequest(prediction(4), true), null);
});

test("toDigits a reduced picture places the boxes on the paper", () => {
  const bitmap = /** @type {ImageBitmap} */ ({ width: 3000, height: 1000 });
  const picture = { bytes: new Blob([]), bitmap, scale: 0.5, paper: "", ink: "" };

  const [first] = toDigits(reply([digit(4, [150, 250, 300, 125])]), { ...PAGE, picture });

  const { x, y, width, height } = first.box;
  assert.deepEqual([x, y, width, height].map(Math.round), [84, 140, 168, 70]);
});

test("numberText has corrections and a space between numbers", () => {
  const digits = toDigits(reply(TWO.numbers[0].digits, ONE.numbers[0].digits), PAGE);

  assert.equal(numberText(digits, new Map([[1, 1]])), "41 4");
  assert.equal(leastCertain(digits), 1);
});

const POINT = { separator: ".", position: 1, confidence: 0.9, box: [46, 74, 6, 6] };
const [FORTY_SEVEN] = reply([digit(4, [10, 20, 30, 60]), digit(7, [60, 20, 40, 60])]).numbers;
const AMOUNT = { numbers: [{ ...FORTY_SEVEN, separators: [POINT] }], model: MODEL };

test("numberText has separators between digits, also after a correction", () => {
  const digits = toDigits(AMOUNT, PAGE);

  assert.equal(numberText(digits, new Map()), "4.7");
  assert.equal(numberText(digits, new Map([[1, 1]])), "4.1");
  assert.deepEqual(separatorBoxes(AMOUNT, PAGE), [{ x: 46, y: 74, width: 6, height: 6 }]);
});

test("strokesOfDigit gives a separator to neither digit", () => {
  const boxes = [...toDigits(AMOUNT, PAGE).map(({ box }) => box), ...separatorBoxes(AMOUNT, PAGE)];
  const dot = { ...PEN, width: 20, points: [/** @type {[number, number]} */ ([49, 77])] };

  assert.deepEqual(strokesOfDigit([dot], boxes, 0), []);
  assert.deepEqual(strokesOfDigit([dot], boxes, 1), []);
});

const BOXES = [
  { x: 0, y: 0, width: 40, height: 80 },
  { x: 50, y: 0, width: 40, height: 80 },
];
const PEN = { width: 8, erase: false };

test("strokesOfDigit cuts a stroke through two digits", () => {
  const points = [10, 20, 30, 60, 70, 80].map((x) => /** @type {[number, number]} */ ([x, 40]));

  const [first] = strokesOfDigit([{ ...PEN, points }], BOXES, 0);
  const [second] = strokesOfDigit([{ ...PEN, points }], BOXES, 1);

  assert.deepEqual(first.points, points.slice(0, 3));
  assert.deepEqual(second.points, points.slice(3));
});

test("strokesOfDigit leaves out marks that are no digit's, and keeps the eraser", () => {
  const comma = { ...PEN, points: [/** @type {[number, number]} */ ([45, 120])] };
  const eraser = { ...comma, erase: true };

  assert.deepEqual(strokesOfDigit([comma, eraser], BOXES, 0), [eraser]);
});

test("cropOfDigit ends halfway to the next digit", () => {
  const { x, y, width, height } = cropOfDigit(BOXES, 0);

  assert.deepEqual([x, y, x + width, y + height], [-12, -12, 45, 92]);
});
