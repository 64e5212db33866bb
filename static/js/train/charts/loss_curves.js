/**
 * The curves of every run that is shown, loss and accuracy, training and validation; and the same
 * as a table.
 */

import { formatSignificant } from "../../lib/number_format.js";
import { fill } from "../../lib/table.js";
import { duration, share } from "../format.js";

/** @typedef {import("../run_history.js").Record} Record */
/** @typedef {import("../run_history.js").Across} Across */
/** @typedef {import("./uplot.js").Line} Line */
/** @typedef {{id: string, name: string, record: Record, colour: string}} Shown a run whose curves are shown */

/**
 * @param {readonly Shown[]} runs
 * @param {"loss" | "accuracy"} what
 * @param {Across} across
 * @returns {Line[]}
 */
export function curves(runs, what, across) {
  return runs.flatMap(({ id, name, record, colour }) => {
    const words = (/** @type {string} */ part) =>
      runs.length === 1 ? capital(part) : `${name}, ${part}`;
    return [
      {
        key: `${id} training`,
        name: words("training"),
        colour,
        weight: "thin",
        x: record.positions(record.points, across),
        y: record.points.map((point) => point[what]),
      },
      {
        key: `${id} validation`,
        name: words("validation"),
        colour,
        weight: "thick",
        x: record.positions(record.epochs, across),
        y: record.epochs.map(({ validation }) => validation[what]),
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
  const rows = runs.flatMap(({ name, record }) =>
    record.epochs.map(({ epoch, loss, accuracy, validation, seconds }) => [
      ...(runs.length > 1 ? [name] : []),
      String(epoch),
      formatSignificant(loss),
      formatSignificant(validation.loss),
      share(accuracy),
      share(validation.accuracy),
      duration(seconds),
    ]),
  );
  fill(table, runs.length > 1 ? ["Run", ...head] : head, rows);
}

/** @param {string} word */
const capital = (word) => word[0].toUpperCase() + word.slice(1);
