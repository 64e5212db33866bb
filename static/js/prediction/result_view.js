/**
 * The answer in words: the digit, how sure, what else it may be, or why there is none.
 */

import { part } from "../lib/dom.js";
import { formatPercent } from "../lib/number_format.js";

/** @typedef {import("./prediction_client.js").Reply} Reply */
/** @typedef {import("./prediction_client.js").Problem} Problem */
/**
 * @typedef {object} Wording
 * @property {"blank" | "sure" | "unsure" | "none"} state
 * @property {string} digit     what stands large
 * @property {string} headline
 * @property {string} detail
 */

/** A runner-up less likely than this is not worth a word. */
const CLOSE = 0.05;

/** An answer less probable than this may be no digit at all. */
const DOUBTFUL = 0.4;

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
export function wordReply({ digit, confidence, probabilities, certain, digits_found: found }) {
  if (found !== undefined && found > 1) {
    const headline = `${found} digits found`;
    return { state: "none", digit: "", headline, detail: "Draw one digit at a time." };
  }
  if (digit === null || probabilities === null) {
    return {
      state: "none",
      digit: "",
      headline: "No digit found",
      detail: "Draw one from 0 to 9.",
    };
  }
  const [first, second] = ranked(probabilities);
  if (certain === false) {
    // Without a rival, doubt can only be whether it is a digit.
    const isAnything = probabilities[first] < DOUBTFUL || probabilities[second] < CLOSE;
    const headline = isAnything ? "Not sure this is a digit" : `Not sure: ${first} or ${second}`;
    const detail = `${first} at ${formatPercent(probabilities[first])}, ${second} at ${formatPercent(probabilities[second])}`;
    return { state: "unsure", digit: "?", headline, detail };
  }
  const isClose = probabilities[second] >= CLOSE;
  const detail = isClose ? `or possibly ${second}, ${formatPercent(probabilities[second])}` : "";
  return {
    state: "sure",
    digit: String(digit),
    headline: `${formatPercent(confidence)} sure`,
    detail,
  };
}

/** @param {Problem} problem @returns {Wording} */
export function wordProblem({ type, title, detail }) {
  if (type?.endsWith("/blank-drawing")) return BLANK;
  return {
    state: "none",
    digit: "",
    headline: title ?? "This drawing could not be read",
    detail: detail ?? "",
  };
}

export class Answer {
  #root;
  #digit;
  #headline;
  #detail;
  #say;

  /** @param {HTMLElement} root @param {(text: string) => void} say */
  constructor(root, say) {
    this.#root = root;
    this.#digit = part(root, "digit");
    this.#headline = part(root, "headline");
    this.#detail = part(root, "detail");
    this.#say = say;
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
    this.#say(spoken.filter(Boolean).join(". "));
  }
}

/**
 * @param {readonly number[]} probabilities
 * @returns {number[]} the digits, likeliest first
 */
function ranked(probabilities) {
  return [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
}
