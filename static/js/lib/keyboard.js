/**
 * Keys: whether one is typed into a field, and the names that stand on them.
 */

import { queryAll } from "./dom.js";

const FIELDS =
  "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range], [type=file], [type=button])";

/** @param {KeyboardEvent} event @returns {boolean} whether the key goes into a field and is for nothing else on the page */
export const isTyped = ({ target }) => target instanceof Element && target.matches(FIELDS);

/**
 * Write Apple's Command for Control where the keyboard has one.
 * @param {ParentNode} root in which tooltips and <kbd> say Ctrl
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
