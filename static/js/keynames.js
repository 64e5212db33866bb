// @ts-check
/**
 * Keys by the names that stand on them: Apple's keyboards have Command where others have Control.
 */

/** @param {ParentNode} root in which tooltips and <kbd> say Ctrl */
export function nameKeys(root) {
  if (!/Mac|iPhone|iPad/.test(navigator.platform)) return;
  for (const key of root.querySelectorAll("kbd")) {
    if (key.textContent === "Ctrl") key.textContent = "⌘";
  }
  for (const control of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[title]"))) {
    control.title = control.title.replace("Ctrl+Shift+", "⇧⌘").replace("Ctrl+", "⌘");
  }
}
