/**
 * Put a prediction, or the reason why there is none, into words. Does not touch the DOM.
 */

import { formatPercent } from "../lib/number_format.js";

/** @typedef {import("../lib/api_types.js").Prediction} Reply */
/** @typedef {import("./prediction_client.js").NumbersReply} NumbersReply */
/** @typedef {import("./prediction_client.js").Problem} Problem */
/**
 * @typedef {object} Wording
 * @property {"blank" | "sure" | "unsure" | "none"} state
 * @property {string} digit     shown large
 * @property {string} headline
 * @property {string} detail
 */

/** Runners-up below this probability are neither mentioned nor offered. */
export const MIN_RUNNER_UP = 0.05;

/** Below this probability, the drawing may not be a digit. */
const MIN_DIGIT_PROBABILITY = 0.4;

/** A digit is an alternative if it is at least this fraction as probable as the best one. */
const COMPARABLE = 0.5;

/** @type {Record<NonNullable<Problem["counted"]>, string>} */
const COUNTED = {
  digits: "digits in a number",
  parts: "parts in a number",
  numbers: "numbers",
  marks: "marks",
};

const ALTERNATIVES = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** @type {Wording} */
export const BLANK = {
  state: "blank",
  digit: "",
  headline: "Draw a digit",
  detail: "A neural network reads it as you draw.",
};

/** @type {Wording} */
export const BLANK_NUMBER = {
  state: "blank",
  digit: "",
  headline: "Write a number",
  detail: "A neural network reads its digits as you write.",
};

/** @type {Wording} */
export const UNREACHABLE = {
  state: "none",
  digit: "",
  headline: "Can’t reach the server",
  detail: "Your drawing is saved and will be read when the server is back.",
};

/** @param {Reply} reply @returns {Wording} */
export function describeReply({ digit, confidence, probabilities, certain }) {
  if (digit === null || confidence === null) {
    return {
      state: "none",
      digit: "",
      headline: "No digit found",
      detail: "Draw one from 0 to 9.",
    };
  }
  if (certain === false) return describeUncertain(probabilities);
  const [, second] = ranked(probabilities);
  const isClose = probabilities[second] >= MIN_RUNNER_UP;
  const detail = isClose ? `or possibly ${second}, ${formatPercent(probabilities[second])}` : "";
  return {
    state: "sure",
    digit: String(digit),
    headline: `${formatPercent(confidence)} sure`,
    detail,
  };
}

/** @param {readonly number[]} probabilities @returns {Wording} */
function describeUncertain(probabilities) {
  const order = ranked(probabilities);
  const [first, second] = order;
  const highest = probabilities[first];
  const share = (/** @type {number} */ digit) => formatPercent(probabilities[digit]);
  if (highest < MIN_DIGIT_PROBABILITY || probabilities[second] < MIN_RUNNER_UP) {
    const detail = `The closest is ${first}, at ${share(first)}.`;
    return { state: "unsure", digit: "?", headline: "Not sure this is a digit", detail };
  }
  const alternatives = order.filter((digit) => probabilities[digit] >= COMPARABLE * highest);
  if (alternatives.length > 1) {
    const headline = `Not sure: ${ALTERNATIVES.format(alternatives.map(String))}`;
    const detail = alternatives.map((digit) => `${digit} at ${share(digit)}`).join(", ");
    return { state: "unsure", digit: "?", headline, detail };
  }
  return {
    state: "unsure",
    digit: String(first),
    headline: `Probably ${first}, but not certain`,
    detail: `${share(first)}; the next is ${second}, at ${share(second)}`,
  };
}

/** @param {NumbersReply} reply @returns {Wording} */
export function describeNumbers({ numbers }) {
  const [first, ...others] = numbers;
  if (others.length === 0) return describeNumber(first);
  const doubtful = numbers.filter(({ certain }) => !certain).length;
  return {
    state: doubtful > 0 ? "unsure" : "sure",
    digit: "",
    headline: `${numbers.length} numbers`,
    detail: `${doubtful > 0 ? `${doubtful} of them not certain` : "All of them certain"}. The page Sheet lists and exports them.`,
  };
}

/** @param {import("../lib/api_types.js").WrittenNumber} number @returns {Wording} */
function describeNumber({ number, confidence, certain, alternatives, left_out: leftOut }) {
  const [second] = alternatives.filter((other) => other.confidence >= MIN_RUNNER_UP);
  const marks = leftOut > 0 ? `${leftOut === 1 ? "A mark was" : "Some marks were"} left out.` : "";
  const share = (/** @type {number} */ probability) => formatPercent(probability);
  const sentence = (/** @type {string} */ text) =>
    [text && marks ? `${text}.` : text, marks].filter(Boolean).join(" ");
  if (certain) {
    const detail = second ? `or possibly ${second.number}, ${share(second.confidence)}` : "";
    return {
      state: "sure",
      digit: "",
      headline: `${share(confidence)} sure`,
      detail: sentence(detail),
    };
  }
  if (second && second.confidence >= COMPARABLE * confidence) {
    const headline = `Not sure: ${ALTERNATIVES.format([number, second.number])}`;
    const detail = `${number} at ${share(confidence)}, ${second.number} at ${share(second.confidence)}`;
    return { state: "unsure", digit: "", headline, detail: sentence(detail) };
  }
  const next = second ? `; the next is ${second.number}, at ${share(second.confidence)}` : "";
  return {
    state: "unsure",
    digit: "",
    headline: `Probably ${number}, but not certain`,
    detail: sentence(share(confidence) + next),
  };
}

/**
 * @param {Problem} problem
 * @param {{hasPicture: boolean}} drawing
 * @returns {Wording}
 */
export function describeProblem(problem, { hasPicture }) {
  const { type, title, detail, counted, limit, count } = problem;
  if (type?.endsWith("/blank-drawing")) return hasPicture ? EMPTY_PICTURE : EMPTY_DRAWING;
  if (type?.endsWith("/too-many-numbers") && counted) {
    const detail = `At most ${limit} ${COUNTED[counted]} can be read; this has ${count}.`;
    return { state: "none", digit: "", headline: "Too much to read", detail };
  }
  return {
    state: "none",
    digit: "",
    headline: title ?? "This drawing could not be read",
    detail: detail ?? "",
  };
}

/** @type {Wording} */
const EMPTY_PICTURE = {
  state: "none",
  digit: "",
  headline: "Nothing found in this picture",
  detail:
    "It has no strokes that stand out. Choose a sharp picture of one digit, dark on light or light on dark.",
};

/** @type {Wording} */
const EMPTY_DRAWING = {
  state: "none",
  digit: "",
  headline: "Too little to read",
  detail: "Draw the digit larger, or with a thicker pen.",
};

/** @param {Wording} wording @returns {string} headline and detail in one line */
export function toLine({ headline, detail }) {
  if (detail === "") return headline;
  return /^[A-Z]/.test(detail) ? `${headline}. ${detail}` : `${headline}: ${detail}`;
}

/**
 * @param {readonly number[]} probabilities
 * @returns {number[]} the digits, most probable first
 */
function ranked(probabilities) {
  return [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
}
