/**
 * Keys for the whole page: arrows go from step to step, digits say what the drawing should be.
 * Digits can be turned off like all keys of a single character (WCAG 2.1.4).
 */

import { isTyped } from "../../lib/keyboard.js";

/** What takes arrows itself. */
const TAKES_ARROWS = "input, [role=application], [role=grid], pre, [role=region]";

/**
 * @param {object} actions
 * @param {(steps: number) => void} actions.go
 * @param {(digit: number) => void} actions.label
 * @param {() => boolean} actions.charactersAreOn
 */
export function listenForKeys({ go, label, charactersAreOn }) {
  window.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
    if (event.defaultPrevented || ctrlKey || metaKey || altKey || shiftKey) return;
    if (isTyped(event) || document.querySelector("dialog[open]")) return;
    if (/^[0-9]$/.test(key)) {
      if (!charactersAreOn()) return;
      label(Number(key));
    } else if (key === "ArrowLeft" || key === "ArrowRight") {
      if (target instanceof Element && target.closest(TAKES_ARROWS)) return;
      go(key === "ArrowLeft" ? -1 : 1);
    } else return;
    event.preventDefault();
  });
}
