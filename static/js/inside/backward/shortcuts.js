/**
 * Keyboard shortcuts: arrow keys move between steps, digits set the correct label. Digits can be
 * turned off like all single-key shortcuts (WCAG 2.1.4). In a presentation, the keys of a remote
 * control move between steps, too, wherever the focus is.
 */

import { closest } from "../../lib/dom.js";
import { isTyped } from "../../lib/keyboard.js";

/** Elements that handle arrow keys themselves. */
const TAKES_ARROWS = "input, [role=application], [role=grid], pre, [role=region]";

/**
 * @param {object} actions
 * @param {(steps: number) => void} actions.go
 * @param {(digit: number) => void} actions.label
 * @param {() => boolean} actions.shortcutsEnabled
 */
export function registerShortcuts({ go, label, shortcutsEnabled }) {
  const remote = (/** @type {KeyboardEvent} */ event) => {
    const isPresented = document.documentElement.hasAttribute("data-presenting");
    if (!isPresented || isTyped(event) || !["PageUp", "PageDown"].includes(event.key)) return;
    go(event.key === "PageUp" ? -1 : 1);
    event.preventDefault();
    event.stopPropagation(); // matrices move by rows with these keys
  };
  window.addEventListener("keydown", remote, true);
  window.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (event.defaultPrevented || ctrlKey || metaKey || altKey || shiftKey) return;
    if (isTyped(event) || document.querySelector("dialog[open]")) return;
    if (/^[0-9]$/.test(key)) {
      if (!shortcutsEnabled()) return;
      label(Number(key));
    } else if (key === "ArrowLeft" || key === "ArrowRight") {
      if (closest(event, TAKES_ARROWS, HTMLElement)) return;
      go(key === "ArrowLeft" ? -1 : 1);
    } else return;
    event.preventDefault();
  });
}
