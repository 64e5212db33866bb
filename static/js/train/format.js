/**
 * Runs and their numbers as people read them.
 */

import { formatCount, formatPercent } from "../lib/number_format.js";

/** @typedef {import("./lab_api.js").Run} Run */
/** @typedef {import("./lab_api.js").Settings} Settings */

/** @param {number | null | undefined} share */
export const share = (share) =>
  share === null || share === undefined ? "–" : formatPercent(share);

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** @param {readonly number[]} hidden */
export const layers = (hidden) => [784, ...hidden, 10].join(" → ");

/** @param {readonly number[]} hidden */
export function parameters(hidden) {
  const sizes = [784, ...hidden, 10];
  return sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i] + 1) * size, 0);
}

/** @type {Record<import("./lab_api.js").State, string>} */
export const STATES = {
  waiting: "Starting",
  running: "Training",
  paused: "Paused",
  finished: "Finished",
  stopped: "Stopped",
  failed: "Failed",
};

/** @param {Run} run */
export function progress({ state, epoch, epochs, step, steps }) {
  if (state === "waiting") return "Starting";
  const done = `${formatCount(step)} of ${formatCount(steps)} steps`;
  if (state === "finished")
    return `Finished: ${epochs === 1 ? "1 epoch" : `${epochs} epochs`}, ${done}`;
  if (state === "stopped")
    return `Stopped after ${epoch === 1 ? "1 epoch" : `${epoch} epochs`} of ${epochs}, ${done}`;
  return `${STATES[state]}: epoch ${Math.min(epoch + 1, epochs)} of ${epochs}, ${done}`;
}

/** @param {Settings} settings */
export function recipe(settings) {
  const { hidden, optimizer, learning_rate, schedule, batch_size, images, initialisation } =
    settings;
  const parts = [
    layers(hidden),
    `${formatCount(parameters(hidden))} parameters`,
    `${optimizer} ${learning_rate}${schedule === "constant" ? "" : `, ${schedule}`}`,
    `batch size ${formatCount(batch_size)}`,
    `${formatCount(images)} images${settings.augmentation ? ", augmented" : ""}`,
    initialisation,
    `seed ${settings.seed}`,
  ];
  return parts.join("\u00a0· ");
}

/** @param {Run} run @returns {string} what a screen reader is told when its state changes */
export function announcement({ name, state, epoch, accuracy, problem }) {
  const reads = accuracy === null ? "" : ` Validation accuracy ${share(accuracy)}.`;
  switch (state) {
    case "waiting":
      return `${name} is starting.`;
    case "running":
      return `${name} is training.`;
    case "paused":
      return `${name} is paused in epoch ${epoch + 1}.`;
    case "failed":
      return `${name} failed. ${problem ?? ""}`;
    default:
      return `${name} ${state === "finished" ? "has finished" : "was stopped"}.${reads}`;
  }
}
