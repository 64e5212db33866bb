/**
 * Single-key shortcuts of the training page; they can be disabled (WCAG 2.1.4).
 */

import { isTyped } from "../lib/keyboard.js";

/** @typedef {"toggle" | "step" | "zoomIn" | "zoomOut" | "zoomAll" | "help"} Action */

/** @type {Record<string, Action>} */
const ACTIONS = {
  p: "toggle",
  s: "step",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  0: "zoomAll",
  "?": "help",
};

/** @param {Record<Action, () => void>} actions @param {() => boolean} isEnabled */
export function listenForKeys(actions, isEnabled) {
  window.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, defaultPrevented } = event;
    const action = ACTIONS[key.toLowerCase()];
    if (action === undefined || ctrlKey || metaKey || defaultPrevented || !isEnabled()) return;
    if (isTyped(event) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    actions[action]();
  });
}
