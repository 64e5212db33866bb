/**
 * Keyboard shortcuts of the page. Single-key ones can be turned off (WCAG 2.1.4), since speech
 * input may trigger them by accident.
 */

import { isTyped } from "../lib/keyboard.js";

/**
 * @typedef {object} Actions
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} clear
 * @property {() => void} toggleEraser
 * @property {() => void} wider
 * @property {() => void} narrower
 * @property {() => void} help
 */

/** @type {Record<string, keyof Actions>} */
const SINGLE_KEYS = { c: "clear", e: "toggleEraser", "[": "narrower", "]": "wider", "?": "help" };

/** @param {Actions} actions @param {() => boolean} shortcutsEnabled */
export function registerShortcuts(actions, shortcutsEnabled) {
  window.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTyped(event) || document.querySelector("dialog[open]")) return;
    const action = shortcutAction(event, shortcutsEnabled());
    if (action === null) return;
    event.preventDefault();
    actions[action]();
  });
}

/**
 * @param {KeyboardEvent} event
 * @param {boolean} shortcutsEnabled
 * @returns {keyof Actions | null}
 */
function shortcutAction({ key, ctrlKey, metaKey, altKey, shiftKey }, shortcutsEnabled) {
  const letter = key.toLowerCase();
  if (ctrlKey || metaKey) {
    if (altKey) return null;
    if (letter === "z") return shiftKey ? "redo" : "undo";
    return letter === "y" && ctrlKey ? "redo" : null;
  }
  if (key === "Delete") return "clear";
  if (!shortcutsEnabled) return null;
  return SINGLE_KEYS[letter] ?? null; // AltGr is allowed: some keyboards need it for [ and ]
}
