// @ts-check
/**
 * Numbers of any size as people read them: a true minus, and powers of ten where they are needed.
 */

const MINUS = "\u2212";
const DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * @param {number} value
 * @param {number} [decimals]
 * @returns {string} such as 0.1235, −12.0000 or 3.10 × 10⁻⁷; what is not 0 never reads as 0
 */
export function figure(value, decimals = 4) {
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : "";
  if (size === 0) return (0).toFixed(decimals);
  if (size >= 1000 && size < 1e6) return sign + size.toFixed(Math.min(1, decimals));
  if (size >= 0.5 * 10 ** -decimals && size < 1000) return sign + size.toFixed(decimals);
  const [mantissa, exponent] = size.toExponential(2).split("e");
  const raised = [...exponent.replace("+", "")].map((c) => (c === "-" ? "⁻" : DIGITS[Number(c)]));
  return `${sign}${mantissa} × 10${raised.join("")}`;
}

/**
 * @param {number} value
 * @returns {string} what fits into the cell of a heat map, about three digits
 */
export function brief(value) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  const sign = value < 0 ? MINUS : "";
  const decimals = size < 0.01 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0;
  if (size >= 0.0005 && size < 1000) return sign + size.toFixed(decimals);
  return sign + size.toExponential(0).replace("-", MINUS).replace("+", "");
}
