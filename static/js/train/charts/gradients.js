/**
 * The size of the gradient in each layer: lines, a table, and a sentence that says what to see.
 */

import { formatSignificant } from "../../lib/number_format.js";
import { fill } from "../../lib/table.js";

/** @typedef {import("../run_history.js").Record} Record */
/** @typedef {import("../run_history.js").Across} Across */

const RECENT = 20;
const MOST_ROWS = 200;

/** @param {Record} record @param {Across} across @returns {import("./uplot.js").Line[]} */
export function lines(record, across) {
  const x = record.positions(record.points, across);
  const layers = record.batch?.gradients.length ?? 0;
  return Array.from({ length: layers }, (_, layer) => ({
    key: `W${layer + 1}`,
    name: `dW${layer + 1}${layer === 0 ? ", at the pixels" : layer === layers - 1 ? ", at the answer" : ""}`,
    colour: `series-${layer + 1}`,
    weight: "thin",
    x,
    y: record.points.map(({ gradients }) => gradients[layer] || null), // a logarithm needs more than 0
  }));
}

/** @param {Record} record @returns {string} */
export function sentence(record) {
  const recent = record.points.slice(-RECENT).map(({ gradients }) => gradients);
  const layers = recent[0]?.length ?? 0;
  if (layers === 0) return "The gradients appear with the first batch.";
  if (layers === 1)
    return "There is one layer, so its gradient comes from the answer itself and nothing makes it smaller on the way.";
  const first = typical(recent.map((gradients) => gradients[0] ?? 0));
  const last = typical(recent.map((gradients) => gradients[layers - 1] ?? 0));
  if (last === 0)
    return "Even the last layer gets no gradient that float32 can hold: there is nothing to learn from.";
  if (first === 0)
    return "Nothing reaches the first layer: its gradient is 0 in float32, so it cannot learn.";
  const ratio = last / first;
  if (ratio >= 2) {
    return `A weight of the first layer gets a gradient about ${round(ratio)} times smaller than one of the last. On the way down, each sigmoid multiplies the error signal by its slope, which is never more than ¼, so the layer at the pixels learns most slowly.`;
  }
  if (ratio <= 0.5) {
    return `A weight of the first layer gets a gradient about ${round(1 / ratio)} times larger than one of the last: the weights between them are large enough to make up for the sigmoids’ slopes.`;
  }
  return "The first and the last layer get gradients of about the same size.";
}

/** @param {HTMLTableElement} table @param {Record} record */
export function tabulate(table, record) {
  const layers = record.batch?.gradients.length ?? 0;
  const stride = Math.max(1, Math.ceil(record.batches.length / MOST_ROWS));
  const batches = record.batches.filter((batch, i) => i % stride === 0 || batch === record.batch);
  const head = [
    "Step",
    ...Array.from({ length: layers }, (_, layer) => `dW${layer + 1}`),
    "Learning rate",
  ];
  fill(
    table,
    head,
    batches.map(({ step, gradients, rate }) => [
      String(step),
      ...gradients.map((size) => formatSignificant(size)),
      formatSignificant(rate),
    ]),
  );
}

/** @param {readonly number[]} sizes @returns {number} their median */
function typical(sizes) {
  const sorted = [...sizes].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** @param {number} ratio */
const round = (ratio) =>
  String(ratio < 10 ? Number(ratio.toFixed(1)) : Number(ratio.toPrecision(2)));
