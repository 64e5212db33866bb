// @ts-check
/**
 * Probabilities as people read them.
 */

const NARROW_NO_BREAK_SPACE = "\u202f";

/**
 * @param {number} probability
 * @returns {string} one decimal, and never a certainty that rounding made up
 */
export function percent(probability) {
  if (probability < 1 && probability >= 0.9995) return `>99.9${NARROW_NO_BREAK_SPACE}%`;
  return `${(100 * probability).toFixed(1)}${NARROW_NO_BREAK_SPACE}%`;
}

/**
 * @param {readonly number[]} probabilities
 * @returns {number[]} the digits, likeliest first
 */
export function ranked(probabilities) {
  return [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
}
