/**
 * Gradient of each layer: chart lines, table and a description.
 */

import { formatSignificant } from "../../lib/number_format.js";
import { fill } from "../../lib/table.js";

/** @typedef {import("../run_history.js").RunHistory} RunHistory */
/** @typedef {import("../run_history.js").XAxis} XAxis */

const RECENT_POINTS = 20;
const MAX_ROWS = 200;

/** @param {RunHistory} history @param {XAxis} xAxis @returns {import("./uplot.js").Line[]} */
export function lines(history, xAxis) {
  const x = history.positions(history.points, xAxis);
  const layers = history.batch?.gradients.length ?? 0;
  return Array.from({ length: layers }, (_, layer) => ({
    key: `W${layer + 1}`,
    name: `dW${layer + 1}${layer === 0 ? ", first layer" : layer === layers - 1 ? ", output layer" : ""}`,
    color: `series-${layer + 1}`,
    weight: "thin",
    x,
    y: history.points.map(({ gradients }) => gradients[layer] || null), // the log scale has no 0
  }));
}

/** Describe how the gradients of the first and last layer compare. @param {RunHistory} history @returns {string} */
export function describe(history) {
  const recent = history.points.slice(-RECENT_POINTS).map(({ gradients }) => gradients);
  const layers = recent[0]?.length ?? 0;
  if (layers === 0) return "Shown after the first batch.";
  if (layers === 1)
    return "There is only one layer, so its gradient comes straight from the output and nothing makes it smaller.";
  const first = median(recent.map((gradients) => gradients[0] ?? 0));
  const last = median(recent.map((gradients) => gradients[layers - 1] ?? 0));
  if (last === 0)
    return "Even the gradient of the last layer is 0 in float32: the network cannot learn.";
  if (first === 0)
    return "The gradient of the first layer has vanished: it is 0 in float32, so the layer cannot learn.";
  const ratio = last / first;
  if (ratio >= 2) {
    return `The gradient of the first layer is about ${round(ratio)} times smaller than that of the last. During backpropagation, each sigmoid multiplies the error signal by its derivative, which is at most ¼, so the first layer learns most slowly: the gradient vanishes.`;
  }
  if (ratio <= 0.5) {
    return `The gradient of the first layer is about ${round(1 / ratio)} times larger than that of the last: the weights between them are large enough to outweigh the sigmoids’ derivatives.`;
  }
  return "The gradients of the first and the last layer are about the same size.";
}

/** @param {HTMLTableElement} table @param {RunHistory} history */
export function tabulate(table, history) {
  const layers = history.batch?.gradients.length ?? 0;
  const stride = Math.max(1, Math.ceil(history.batches.length / MAX_ROWS));
  const batches = history.batches.filter((batch, i) => i % stride === 0 || batch === history.batch);
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

/** @param {readonly number[]} sizes @returns {number} */
function median(sizes) {
  const sorted = [...sizes].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** @param {number} ratio */
const round = (ratio) =>
  String(ratio < 10 ? Number(ratio.toFixed(1)) : Number(ratio.toPrecision(2)));
