/**
 * Show the paths of the selected entry of the first error signal, and what other losses make of it.
 */

import { part, query, queryAll } from "../../lib/dom.js";
import { formatFactor } from "../../lib/number_format.js";
import { createRow } from "../../lib/table.js";
import { softmaxPaths } from "./softmax_paths.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */

/**
 * @param {HTMLElement} root of templates/inside_softmax_paths.html
 * @param {{P: Matrix, Y: Matrix, labels: readonly number[], isDivided: boolean}} numbers whether the step divides by the batch size
 * @param {Entry} entry with samples as rows: drawing and unit
 */
export function showSoftmaxPaths(root, { P, Y, labels, isDivided }, { row, column }) {
  const rowOfDrawing = (/** @type {Matrix} */ { shape: [, width], data }) =>
    data.subarray(row * width, (row + 1) * width);
  const { paths, sum, squaredError, sigmoidOutput } = softmaxPaths(
    rowOfDrawing(P),
    rowOfDrawing(Y),
    column,
  );
  const label = labels[row];
  const N = labels.length;
  part(root, "drawing").textContent =
    `Here j = ${column}, label ${label}${N > 1 ? `, drawing ${row} of the batch` : ""}`;
  const table = query(root, "table", HTMLTableElement);
  table.tBodies[0].replaceChildren(
    ...paths.map(({ lossByP, pByZ, product }, i) => {
      const line = createRow(String(i), [lossByP, pByZ, product].map(format));
      line.toggleAttribute("data-marked", i === label);
      return line;
    }),
  );
  part(root, "sum").textContent = format(sum);
  const mean = part(root, "mean");
  mean.hidden = !(isDivided && N > 1);
  query(mean, "th", HTMLElement).textContent = `divided by the batch size, ${N}`;
  query(mean, "td:last-child", HTMLElement).textContent = format(sum / N);
  for (const [i, cell] of queryAll(root, "[data-loss]").entries()) {
    cell.textContent = format([sum, squaredError, sigmoidOutput][i]);
  }
}

/** @param {number} value */
const format = (value) => (Number.isFinite(value) ? formatFactor(value) : "−∞");
