/**
 * In a frame of one step, keep keys and the clipboard from the drawing, which is not shown.
 */

import { isTyped } from "../lib/keyboard.js";

const KEYS = [
  "ArrowLeft",
  "ArrowRight",
  "ArrowUp",
  "ArrowDown",
  "Home",
  "End",
  "Enter",
  " ",
  "Tab",
];

window.addEventListener(
  "keydown",
  (event) => {
    if (!KEYS.includes(event.key) && !isTyped(event)) event.stopImmediatePropagation();
  },
  true,
);
window.addEventListener("paste", (event) => event.stopImmediatePropagation(), true);
