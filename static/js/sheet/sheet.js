/**
 * The numbers of a sheet as read and as corrected, and their CSV. Does not touch the DOM.
 */

import { formatPercent } from "../lib/number_format.js";
import { MIN_RUNNER_UP } from "../prediction/wording.js";

/** @typedef {import("../lib/api_types.js").WrittenNumber} WrittenNumber */
/**
 * @typedef {object} Entry
 * @property {string} read          as the network read it
 * @property {string} number        as it is now; empty if it is left out
 * @property {number} confidence
 * @property {boolean} certain
 * @property {readonly number[]} box      left, top, width and height in pixels of the picture
 * @property {{number: string, confidence: number} | null} alternative
 */

const COLUMNS = ["number", "confidence", "certain", "x", "y", "width", "height"];

/**
 * @param {readonly WrittenNumber[]} numbers in reading order
 * @param {number} scale pixels of the sent image per pixel of the picture
 * @returns {Entry[]}
 */
export function toEntries(numbers, scale) {
  return numbers.map(({ number, confidence, certain, box, alternatives }) => ({
    read: number,
    number,
    confidence,
    certain,
    box: box.map((side) => side / scale),
    alternative: certain
      ? null
      : (alternatives.find((other) => other.confidence >= MIN_RUNNER_UP) ?? null),
  }));
}

/** @param {Entry} entry */
export const isCorrected = ({ number, read }) => number !== read;

/** @param {Entry} entry @returns {boolean} whether a person should look at it */
export const isDoubtful = (entry) => !entry.certain && !isCorrected(entry);

/** @param {string} text @param {string} marks that are kept @returns {string} its digits and those marks */
export const cleanNumber = (text, marks) =>
  [...text].filter((character) => /\d/.test(character) || marks.includes(character)).join("");

/** @param {readonly Entry[]} entries @returns {string} such as "12 numbers, 2 not certain" */
export function summary(entries) {
  const count = entries.length === 1 ? "1 number" : `${entries.length} numbers`;
  const doubtful = entries.filter(isDoubtful).length;
  return doubtful > 0 ? `${count}, ${doubtful} not certain` : `${count}, all certain`;
}

/** @param {Entry} entry @returns {string} */
export function describe(entry) {
  if (entry.number === "") return "left out";
  if (isCorrected(entry)) return "corrected";
  return entry.certain
    ? formatPercent(entry.confidence)
    : `${formatPercent(entry.confidence)}, not certain`;
}

/** @param {string} text @returns {string} in quotes if it has a comma */
const quoted = (text) => (text.includes(",") ? `"${text}"` : text);

/**
 * Entries without a number are left out. A corrected one has no confidence, and counts as certain.
 *
 * @param {readonly Entry[]} entries
 * @returns {string} by RFC 4180, one line a number
 */
export function toCsv(entries) {
  const rows = entries
    .filter(({ number }) => number !== "")
    .map((entry) => [
      quoted(entry.number),
      isCorrected(entry) ? "" : entry.confidence.toFixed(4),
      String(entry.certain || isCorrected(entry)),
      ...entry.box.map((side) => String(Math.round(side * 10) / 10)),
    ]);
  return [COLUMNS, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}
