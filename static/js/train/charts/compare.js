/**
 * Comparison table of several runs: the settings that differ, and the results.
 */

import { formatCount, formatSignificant } from "../../lib/number_format.js";
import { fill } from "../../lib/table.js";
import { formatDuration, formatShare } from "../format.js";

/** @typedef {import("../lab_api.js").Run} Run */
/** @typedef {import("../run_history.js").RunHistory} RunHistory */

/** @type {Map<keyof import("../lab_api.js").Settings, string>} */
const SETTING_NAMES = new Map([
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
 * @param {readonly {run: Run, history: RunHistory | null}[]} runs
 */
export function showComparison(table, runs) {
  const differences = [...SETTING_NAMES].filter(
    ([key]) => new Set(runs.map(({ run }) => formatSetting(run, key))).size > 1,
  );
  const head = [
    "Run",
    "Accuracy",
    "Validation loss",
    ...differences.map(([, name]) => name),
    "Parameters",
    "Epochs done",
    "Time",
  ];
  const rows = runs.map(({ run, history }) => [
    run.name,
    formatShare(run.accuracy),
    formatSignificant(history?.epoch?.validation.loss),
    ...differences.map(([key]) => formatSetting(run, key)),
    formatCount(run.parameters),
    String(run.epoch),
    formatDuration(run.seconds),
  ]);
  fill(table, head, rows);
}

/** @param {Run} run @param {keyof import("../lab_api.js").Settings} key */
function formatSetting({ settings }, key) {
  const value = settings[key];
  if (Array.isArray(value)) return value.join("-") || "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}
