/**
 * Several runs side by side: the settings in which they differ, and what came of them.
 */

import { formatCount, formatSignificant } from "../../lib/number_format.js";
import { fill } from "../../lib/table.js";
import { duration, share } from "../format.js";

/** @typedef {import("../lab_api.js").Run} Run */
/** @typedef {import("../run_history.js").Record} Record */

/** @type {Map<keyof import("../lab_api.js").Settings, string>} */
const NAMES = new Map([
  ["hidden", "Hidden layers"],
  ["initialisation", "Weight initialisation"],
  ["optimizer", "Optimiser"],
  ["learning_rate", "Learning rate"],
  ["schedule", "Schedule"],
  ["batch_size", "Batch size"],
  ["epochs", "Epochs"],
  ["images", "Images"],
  ["augmentation", "Data augmentation"],
  ["seed", "Seed"],
]);

/**
 * @param {HTMLTableElement} table
 * @param {readonly {run: Run, record: Record | null}[]} runs
 */
export function compare(table, runs) {
  const differing = [...NAMES].filter(
    ([key]) => new Set(runs.map(({ run }) => told(run, key))).size > 1,
  );
  const head = [
    "Run",
    "Accuracy",
    "Validation loss",
    ...differing.map(([, name]) => name),
    "Parameters",
    "Epochs done",
    "Time",
  ];
  const rows = runs.map(({ run, record }) => [
    run.name,
    share(run.accuracy),
    formatSignificant(record?.epoch?.validation.loss),
    ...differing.map(([key]) => told(run, key)),
    formatCount(run.parameters),
    String(run.epoch),
    duration(run.seconds),
  ]);
  fill(table, head, rows);
}

/** @param {Run} run @param {keyof import("../lab_api.js").Settings} key */
function told({ settings }, key) {
  const value = settings[key];
  if (Array.isArray(value)) return value.join("-") || "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}
