/**
 * Keyboard helpers: typing detection and key names.
 */

import { queryAll } from "./dom.js";

const FIELDS =
  "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range], [type=file], [type=button])";

/** @param {Event} event @returns {boolean} whether it types or pastes into a form field */
export const isTyped = ({ target }) => target instanceof Element && target.matches(FIELDS);

/**
 * Replace Ctrl by Command on Apple keyboards.
 * @param {ParentNode} root whose tooltips and <kbd> elements mention Ctrl
 */
export function nameKeys(root) {
  if (!/Mac|iPhone|iPad/.test(navigator.platform)) return;
  for (const key of root.querySelectorAll("kbd")) {
    if (key.textContent === "Ctrl") key.textContent = "⌘";
  }
  for (const control of queryAll(root, "[title]")) {
    control.title = control.title.replace("Ctrl+Shift+", "⇧⌘").replace("Ctrl+", "⌘");
  }
}
