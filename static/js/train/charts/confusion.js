/**
 * Confusion matrix as a table: rows are correct labels, columns are predictions.
 */

import { formatCount } from "../../lib/number_format.js";
import { cell } from "../../lib/table.js";
import { formatShare } from "../format.js";

const HEAT_THRESHOLDS = [0.005, 0.02, 0.05, 0.1]; // fractions of a row at which the highlight gets stronger

/**
 * @param {HTMLElement} container
 * @param {HTMLElement} caption
 * @param {number[][]} matrix
 */
export function showConfusion(container, caption, matrix) {
  const total = matrix.flat().reduce((sum, count) => sum + count, 0);
  const correct = matrix.reduce((sum, row, digit) => sum + row[digit], 0);
  caption.textContent = `${formatCount(total)} validation digits, accuracy ${formatShare(correct / total)}. Rows are correct labels, columns are predictions.`;
  const table = document.createElement("table");
  table.className = "confusion";
  table.ariaLabel = "Confusion matrix: rows are correct labels, columns are predictions";
  const body = document.createElement("tbody");
  body.append(...matrix.map((row, label) => createRow(row, label)));
  table.append(head(), body);
  container.replaceChildren(table);
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
function createRow(counts, label) {
  const row = document.createElement("tr");
  const total = counts.reduce((sum, count) => sum + count, 0);
  row.append(cell("th", String(label), "row"));
  for (const [digit, count] of counts.entries()) {
    const entry = cell("td", String(count));
    const fraction = total > 0 ? count / total : 0;
    entry.title = `${label} predicted as ${digit}: ${count} of ${total}, ${formatShare(fraction)}`;
    if (digit === label) entry.className = "right";
    else if (count === 0) entry.className = "none";
    else entry.className = `heat-${1 + HEAT_THRESHOLDS.filter((step) => fraction >= step).length}`;
    row.append(entry);
  }
  return row;
}
