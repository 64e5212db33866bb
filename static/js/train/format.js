/**
 * Text of runs and their numbers.
 */

import { formatCount, formatPercent } from "../lib/number_format.js";

/** @typedef {import("./lab_api.js").Run} Run */
/** @typedef {import("./lab_api.js").Settings} Settings */

/** @param {number | null | undefined} fraction */
export const formatShare = (fraction) =>
  fraction === null || fraction === undefined ? "–" : formatPercent(fraction);

/** @param {number} seconds */
export function formatDuration(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** @param {readonly number[]} hidden */
export const formatLayers = (hidden) => [784, ...hidden, 10].join(" → ");

/** @param {readonly number[]} hidden */
export function countParameters(hidden) {
  const sizes = [784, ...hidden, 10];
  return sizes.slice(1).reduce((sum, size, i) => sum + (sizes[i] + 1) * size, 0);
}

/** @type {Record<import("./lab_api.js").State, string>} */
export const STATE_NAMES = {
  waiting: "Starting",
  running: "Training",
  paused: "Paused",
  finished: "Finished",
  stopped: "Stopped",
  failed: "Failed",
};

/** @param {Run} run */
export function formatProgress({ state, epoch, epochs, step, steps }) {
  if (state === "waiting") return "Starting";
  const done = `${formatCount(step)} of ${formatCount(steps)} steps`;
  if (state === "finished")
    return `Finished: ${epochs === 1 ? "1 epoch" : `${epochs} epochs`}, ${done}`;
  if (state === "stopped")
    return `Stopped after ${epoch === 1 ? "1 epoch" : `${epoch} epochs`} of ${epochs}, ${done}`;
  return `${STATE_NAMES[state]}: epoch ${Math.min(epoch + 1, epochs)} of ${epochs}, ${done}`;
}

/** @param {Settings} settings */
export function formatSettings(settings) {
  const { hidden, optimizer, learning_rate, schedule, batch_size, images, initialisation } =
    settings;
  const { own_digits } = settings;
  const parts = [
    formatLayers(hidden),
    `${formatCount(countParameters(hidden))} parameters`,
    `${optimizer} ${learning_rate}${schedule === "constant" ? "" : `, ${schedule}`}`,
    `batch size ${formatCount(batch_size)}`,
    `${formatCount(images)} images${own_digits ? ` and ${formatCount(own_digits.images ?? 0)} of ${own_digits.folder}` : ""}${settings.augmentation ? ", augmented" : ""}`,
    initialisation,
    `seed ${settings.seed}`,
  ];
  return parts.join("\u00a0· ");
}

/** @param {Run} run @returns {string} announcement of its state */
export function describeState({ name, state, epoch, accuracy, problem }) {
  const accuracyText = accuracy === null ? "" : ` Validation accuracy ${formatShare(accuracy)}.`;
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
      return `${name} ${state === "finished" ? "has finished" : "was stopped"}.${accuracyText}`;
  }
}
