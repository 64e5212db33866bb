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

/** @param {number} value @returns {string} with at least three significant digits, such as 0.1235 or −8.12 × 10⁻⁵ */
export const formatFactor = (value) =>
  value !== 0 && Math.abs(value) < 0.01 ? formatNumber(value, 0) : formatNumber(value);

/**
 * @param {number} value
 * @param {number} digits significant ones; all digits of the integer part are shown below 1000
 * @returns {string} such as 0.12, −0.0012, 123 or −6.7e−4, for heat map cells
 */
export function formatShort(value, digits) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  const sign = value < 0 ? MINUS : "";
  const scientific = size.toExponential(digits - 1);
  const exponent = Number(scientific.split("e")[1]);
  if (exponent >= -3 && exponent < 3)
    return sign + size.toFixed(Math.max(0, digits - 1 - exponent));
  return sign + scientific.replace("-", MINUS).replace("+", "");
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
