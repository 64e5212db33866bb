/**
 * Keys for the whole page. Those of a single character can be turned off (WCAG 2.1.4), since
 * speech input types them by accident.
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
const CHARACTERS = { c: "clear", e: "toggleEraser", "[": "narrower", "]": "wider", "?": "help" };

/** @param {Actions} actions @param {() => boolean} charactersAreOn */
export function listenForKeys(actions, charactersAreOn) {
  window.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTyped(event) || document.querySelector("dialog[open]")) return;
    const action = meaning(event, charactersAreOn());
    if (action === null) return;
    event.preventDefault();
    actions[action]();
  });
}

/**
 * @param {KeyboardEvent} event
 * @param {boolean} charactersAreOn
 * @returns {keyof Actions | null}
 */
function meaning({ key, ctrlKey, metaKey, altKey, shiftKey }, charactersAreOn) {
  const letter = key.toLowerCase();
  if (ctrlKey || metaKey) {
    if (altKey) return null;
    if (letter === "z") return shiftKey ? "redo" : "undo";
    return letter === "y" && ctrlKey ? "redo" : null;
  }
  if (key === "Delete" || key === "Escape") return "clear";
  if (!charactersAreOn) return null;
  return CHARACTERS[letter] ?? null; // with AltGr too: some keyboards need it for [ and ]
}
