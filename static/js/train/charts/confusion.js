/**
 * The confusion matrix of the last epoch, as a table: rows are what was written, columns what was read.
 */

import { formatCount } from "../../lib/number_format.js";
import { cell } from "../../lib/table.js";
import { share } from "../format.js";

const STEPS = [0.005, 0.02, 0.05, 0.1]; // shares of a row from which a mistake is shown stronger

/**
 * @param {HTMLElement} place
 * @param {HTMLElement} words
 * @param {number[][]} matrix
 */
export function showConfusion(place, words, matrix) {
  const total = matrix.flat().reduce((sum, count) => sum + count, 0);
  const right = matrix.reduce((sum, row, digit) => sum + row[digit], 0);
  words.textContent = `${formatCount(total)} validation digits, accuracy ${share(right / total)}. Rows are correct labels, columns are predictions.`;
  const table = document.createElement("table");
  table.className = "confusion";
  table.ariaLabel = "Confusion matrix: rows are correct labels, columns are predictions";
  const body = document.createElement("tbody");
  body.append(...matrix.map((row, label) => line(row, label)));
  table.append(head(), body);
  place.replaceChildren(table);
}

function head() {
  const head = document.createElement("thead");
  const row = document.createElement("tr");
  row.append(
    document.createElement("td"),
    ...Array.from({ length: 10 }, (_, digit) => cell("th", String(digit), "col")),
  );
  head.append(row);
  return head;
}

/** @param {number[]} counts @param {number} label */
function line(counts, label) {
  const row = document.createElement("tr");
  const total = counts.reduce((sum, count) => sum + count, 0);
  row.append(cell("th", String(label), "row"));
  for (const [digit, count] of counts.entries()) {
    const each = cell("td", String(count));
    const part = total > 0 ? count / total : 0;
    each.title = `${label} predicted as ${digit}: ${count} of ${total}, ${share(part)}`;
    if (digit === label) each.className = "right";
    else if (count === 0) each.className = "none";
    else each.className = `heat-${1 + STEPS.filter((step) => part >= step).length}`;
    row.append(each);
  }
  return row;
}
