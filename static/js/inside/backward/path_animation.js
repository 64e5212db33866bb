/**
 * Timeline of the paths that run back to a unit: one after the other, then the results of their sum.
 * It ends within five seconds, so that it needs no button to stop it (WCAG 2.2, 2.2.2).
 */

const PATHS_MS = 3000;
const RESULTS_MS = 1500;
const MAX_RESULT_MS = 500;
/** How long a path takes, as a multiple of the time to the start of the next. */
const DURATION = 1.5;

/**
 * @typedef {object} Frame
 * @property {readonly number[]} shares of each path that is drawn, from 0 to 1
 * @property {number} shown             number of results that are shown
 * @property {boolean} isLast
 */

/**
 * @param {number} ms since the start; Infinity for the still picture
 * @param {number} pathCount
 * @param {number} resultCount
 * @returns {Frame}
 */
export function frameAt(ms, pathCount, resultCount) {
  const gap = PATHS_MS / pathCount;
  const shares = Array.from({ length: pathCount }, (_, i) =>
    smooth(Math.min(1, Math.max(0, (ms - i * gap) / (gap * DURATION)))),
  );
  const rest = ms - gap * (pathCount - 1 + DURATION);
  const pause = Math.min(MAX_RESULT_MS, RESULTS_MS / Math.max(1, resultCount));
  const shown = Math.min(resultCount, Math.max(0, Math.floor(rest / pause)));
  return { shares, shown, isLast: rest >= 0 && shown === resultCount };
}

/** @param {number} share */
const smooth = (share) => share * share * (3 - 2 * share);
