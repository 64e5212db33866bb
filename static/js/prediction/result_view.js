/**
 * Show the prediction in words, or why there is none.
 */

import { part } from "../lib/dom.js";
import { formatPercent } from "../lib/number_format.js";

/** @typedef {import("./prediction_client.js").Reply} Reply */
/** @typedef {import("./prediction_client.js").Problem} Problem */
/**
 * @typedef {object} Wording
 * @property {"blank" | "sure" | "unsure" | "none"} state
 * @property {string} digit     shown large
 * @property {string} headline
 * @property {string} detail
 */

/** Runners-up below this probability are not mentioned. */
const MIN_RUNNER_UP = 0.05;

/** Below this probability, the drawing may not be a digit. */
const MIN_DIGIT_PROBABILITY = 0.4;

/** @type {Wording} */
export const BLANK = {
  state: "blank",
  digit: "",
  headline: "Draw a digit",
  detail: "The network guesses as you draw.",
};

/** @type {Wording} */
export const UNREACHABLE = {
  state: "none",
  digit: "",
  headline: "Can’t reach the server",
  detail: "Your drawing is saved and will be read when the server is back.",
};

/** @param {Reply} reply @returns {Wording} */
export function describeReply({ digit, confidence, probabilities, certain, digits_found: count }) {
  if (count !== undefined && count > 1) {
    const headline = `${count} digits found`;
    return { state: "none", digit: "", headline, detail: "Draw one digit at a time." };
  }
  if (digit === null || confidence === null) {
    return {
      state: "none",
      digit: "",
      headline: "No digit found",
      detail: "Draw one from 0 to 9.",
    };
  }
  const [first, second] = ranked(probabilities);
  if (certain === false) {
    // Without a close runner-up, it may not be a digit.
    const isNoDigit =
      probabilities[first] < MIN_DIGIT_PROBABILITY || probabilities[second] < MIN_RUNNER_UP;
    const headline = isNoDigit ? "Not sure this is a digit" : `Not sure: ${first} or ${second}`;
    const detail = `${first} at ${formatPercent(probabilities[first])}, ${second} at ${formatPercent(probabilities[second])}`;
    return { state: "unsure", digit: "?", headline, detail };
  }
  const isClose = probabilities[second] >= MIN_RUNNER_UP;
  const detail = isClose ? `or possibly ${second}, ${formatPercent(probabilities[second])}` : "";
  return {
    state: "sure",
    digit: String(digit),
    headline: `${formatPercent(confidence)} sure`,
    detail,
  };
}

/** @param {Problem} problem @returns {Wording} */
export function describeProblem({ type, title, detail }) {
  if (type?.endsWith("/blank-drawing")) return BLANK;
  return {
    state: "none",
    digit: "",
    headline: title ?? "This drawing could not be read",
    detail: detail ?? "",
  };
}

export class ResultView {
  #root;
  #digit;
  #headline;
  #detail;
  #announce;

  /** @param {HTMLElement} root @param {(text: string) => void} announce */
  constructor(root, announce) {
    this.#root = root;
    this.#digit = part(root, "digit");
    this.#headline = part(root, "headline");
    this.#detail = part(root, "detail");
    this.#announce = announce;
  }

  /** @param {boolean} isBusy */
  set busy(isBusy) {
    this.#root.ariaBusy = String(isBusy);
  }

  /** @param {Wording} wording */
  show({ state, digit, headline, detail }) {
    this.#root.dataset.state = state;
    this.#digit.textContent = digit;
    this.#headline.textContent = headline;
    this.#detail.textContent = detail;
    const spoken = state === "sure" ? [digit, headline, detail] : [headline, detail];
    this.#announce(spoken.filter(Boolean).join(". "));
  }
}

/**
 * @param {readonly number[]} probabilities
 * @returns {number[]} the digits, most probable first
 */
function ranked(probabilities) {
  return [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
}
