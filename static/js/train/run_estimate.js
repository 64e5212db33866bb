/**
 * Rough duration of a run, from its size and the speed of the runs that have finished.
 */

/** @typedef {import("./lab_api.js").Run} Run */
/** @typedef {import("./lab_api.js").Settings} Settings */

import { countParameters } from "./format.js";

// On one core of an ordinary laptop.
const SECONDS_PER_STEP = 4e-4;
const SECONDS_PER_IMAGE_AND_PARAMETER = 7e-11;
const SECONDS_PER_AUGMENTED_IMAGE = 6e-6;

const MIN_TYPICAL_SECONDS = 3; // a shorter run mostly starts and writes

/** @param {Settings} settings @returns {number} seconds on an ordinary laptop */
function typicalSeconds({ hidden, images, batch_size: size, epochs, augmentation }) {
  const perImage =
    SECONDS_PER_IMAGE_AND_PARAMETER * countParameters(hidden) +
    (augmentation ? SECONDS_PER_AUGMENTED_IMAGE : 0);
  return epochs * (SECONDS_PER_STEP * Math.ceil(images / size) + perImage * images);
}

/**
 * @param {readonly Run[]} runs newest first
 * @returns {number} how much longer the last finished run took than on an ordinary laptop
 */
export function slowness(runs) {
  const run = runs.find(
    ({ state, settings }) =>
      state === "finished" && typicalSeconds(settings) >= MIN_TYPICAL_SECONDS,
  );
  return run ? run.seconds / typicalSeconds(run.settings) : 1;
}

/**
 * @param {Settings} settings
 * @param {number} factor from `slowness`
 * @returns {string} such as "about 20 s"
 */
export function estimateDuration(settings, factor) {
  const seconds = factor * typicalSeconds(settings);
  if (seconds < 7.5) return "a few seconds";
  if (seconds < 90) return `about ${5 * Math.round(seconds / 5)} s`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min`;
  return `about ${Math.round(seconds / 3600)} h`;
}
