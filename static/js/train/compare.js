// @ts-check
/**
 * Several runs side by side: the settings in which they differ, and what came of them.
 */

import { fill } from "./tables.js";
import { duration, figure, grouped, share } from "./words.js";

/** @typedef {import("./lab.js").Run} Run */
/** @typedef {import("./record.js").Record} Record */

/** @type {Map<keyof import("./lab.js").Settings, string>} */
const NAMES = new Map([
  ["hidden", "Hidden layers"],
  ["initialisation", "First weights"],
  ["optimizer", "Optimiser"],
  ["learning_rate", "Learning rate"],
  ["schedule", "Schedule"],
  ["batch_size", "Batch size"],
  ["epochs", "Epochs"],
  ["images", "Images"],
  ["augmentation", "Distorted"],
  ["seed", "Seed"],
]);

/**
 * @param {HTMLTableElement} table
 * @param {readonly {run: Run, record: Record | null}[]} runs
 */
export function compare(table, runs) {
  const differing = [...NAMES].filter(([key]) => new Set(runs.map(({ run }) => told(run, key))).size > 1);
  const head = ["Run", "Read right", "Validation loss", ...differing.map(([, name]) => name), "Parameters", "Epochs done", "Time"];
  const rows = runs.map(({ run, record }) => [
    run.name,
    share(run.accuracy),
    figure(record?.epoch?.validation.loss),
    ...differing.map(([key]) => told(run, key)),
    grouped(run.parameters),
    String(run.epoch),
    duration(run.seconds),
  ]);
  fill(table, head, rows);
}

/** @param {Run} run @param {keyof import("./lab.js").Settings} key */
function told({ settings }, key) {
  const value = settings[key];
  if (Array.isArray(value)) return value.join("-") || "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}
