/**
 * Number formatting with a true minus sign and powers of ten.
 */

const NARROW_NO_BREAK_SPACE = "\u202f";
const MINUS = "\u2212";
const DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const GROUPED = new Intl.NumberFormat("en");

/**
 * @param {number} probability
 * @returns {string} one decimal; values rounded up to 100 % show as >99.9 %
 */
export function formatPercent(probability) {
  if (probability < 1 && probability >= 0.9995) return `>99.9${NARROW_NO_BREAK_SPACE}%`;
  return `${(100 * probability).toFixed(1)}${NARROW_NO_BREAK_SPACE}%`;
}

/**
 * @param {number} value
 * @param {number} [decimals]
 * @returns {string} such as 0.1235, −12.0000 or 3.10 × 10⁻⁷; only 0 is shown as 0
 */
export function formatNumber(value, decimals = 4) {
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
 * @returns {string} about three digits, for heat map cells
 */
export function formatShort(value) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  const sign = value < 0 ? MINUS : "";
  const decimals = size < 0.01 ? 3 : size < 10 ? 2 : size < 100 ? 1 : 0;
  if (size >= 0.0005 && size < 1000) return sign + size.toFixed(decimals);
  return sign + size.toExponential(0).replace("-", MINUS).replace("+", "");
}

/**
 * @param {number | null | undefined} value
 * @returns {string} two or three significant digits
 */
export function formatSignificant(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 100_000))
    return value.toExponential(1).replaceAll("-", MINUS);
  const text = size < 1 ? String(Number(value.toPrecision(3))) : value.toFixed(size < 100 ? 2 : 0);
  return text.replace("-", MINUS);
}

/** @param {number} count @returns {string} such as 60,000 */
export const formatCount = (count) => GROUPED.format(count);
