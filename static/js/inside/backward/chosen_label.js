/**
 * The chosen label of the current drawing, which a reload of the page keeps.
 */

import { read, write } from "../../lib/storage.js";

const KEY = "inkling:label";

/** @returns {number | null} null after other ways to the page, on which the drawing may have changed */
export function loadLabel() {
  const [navigation] = performance.getEntriesByType("navigation");
  const isReload =
    navigation instanceof PerformanceNavigationTiming && navigation.type === "reload";
  const text = isReload ? (read("sessionStorage", KEY) ?? "") : "";
  return /^\d$/.test(text) ? Number(text) : null;
}

/** @param {number | null} label null to forget it */
export const saveLabel = (label) => write("sessionStorage", KEY, label === null ? "" : `${label}`);
