/**
 * Keys of the training page, each a single character; they can be turned off (WCAG 2.1.4).
 */

import { isTyped } from "../lib/keyboard.js";

/** @typedef {"toggle" | "step" | "zoomIn" | "zoomOut" | "zoomAll" | "help"} Meaning */

/** @type {Record<string, Meaning>} */
const MEANINGS = {
  p: "toggle",
  s: "step",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  0: "zoomAll",
  "?": "help",
};

/** @param {Record<Meaning, () => void>} actions @param {() => boolean} areOn */
export function listenForKeys(actions, areOn) {
  window.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, defaultPrevented } = event;
    const meaning = MEANINGS[key.toLowerCase()];
    if (meaning === undefined || ctrlKey || metaKey || defaultPrevented || !areOn()) return;
    if (isTyped(event) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    actions[meaning]();
  });
}
