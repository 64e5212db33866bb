/**
 * Loss and accuracy curves of the shown runs, for training and validation, and their table.
 */

import { formatSignificant } from "../../lib/number_format.js";
import { fill } from "../../lib/table.js";
import { formatDuration, formatShare } from "../format.js";

/** @typedef {import("../run_history.js").RunHistory} RunHistory */
/** @typedef {import("../run_history.js").XAxis} XAxis */
/** @typedef {import("./uplot.js").Line} Line */
/** @typedef {{id: string, name: string, history: RunHistory, color: string}} Shown */

/**
 * @param {readonly Shown[]} runs
 * @param {"loss" | "accuracy"} metric
 * @param {XAxis} xAxis
 * @returns {Line[]}
 */
export function lossCurves(runs, metric, xAxis) {
  return runs.flatMap(({ id, name, history, color }) => {
    const label = (/** @type {string} */ part) =>
      runs.length === 1 ? capitalize(part) : `${name}, ${part}`;
    return [
      {
        key: `${id} training`,
        name: label("training"),
        color,
        weight: "thin",
        x: history.positions(history.points, xAxis),
        y: history.points.map((point) => point[metric]),
      },
      {
        key: `${id} validation`,
        name: label("validation"),
        color,
        weight: "thick",
        x: history.positions(history.epochs, xAxis),
        y: history.epochs.map(({ validation }) => validation[metric]),
      },
    ];
  });
}

/** @param {HTMLTableElement} table @param {readonly Shown[]} runs */
export function tabulate(table, runs) {
  const head = [
    "Epoch",
    "Training loss",
    "Validation loss",
    "Training accuracy",
    "Validation accuracy",
    "Time",
  ];
  const rows = runs.flatMap(({ name, history }) =>
    history.epochs.map(({ epoch, loss, accuracy, validation, seconds }) => [
      ...(runs.length > 1 ? [name] : []),
      String(epoch),
      formatSignificant(loss),
      formatSignificant(validation.loss),
      formatShare(accuracy),
      formatShare(validation.accuracy),
      formatDuration(seconds),
    ]),
  );
  fill(table, runs.length > 1 ? ["Run", ...head] : head, rows);
}

/** @param {string} text */
const capitalize = (text) => text[0].toUpperCase() + text.slice(1);
