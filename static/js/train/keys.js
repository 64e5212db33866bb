// @ts-check
/**
 * Keys of the training page, each a single character; they can be turned off (WCAG 2.1.4).
 */

/** @typedef {"toggle" | "step" | "zoomIn" | "zoomOut" | "zoomAll" | "help"} Meaning */

/** @type {Record<string, Meaning>} */
const MEANINGS = {
  p: "toggle",
  s: "step",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  "0": "zoomAll",
  "?": "help",
};
const TYPED_INTO = "input:not([type=checkbox], [type=radio]), select, textarea, dialog[open]";

/** @param {Record<Meaning, () => void>} actions @param {() => boolean} areOn */
export function listenForKeys(actions, areOn) {
  window.addEventListener("keydown", (event) => {
    const { target, key, ctrlKey, metaKey, defaultPrevented } = event;
    const meaning = MEANINGS[key.toLowerCase()];
    if (meaning === undefined || ctrlKey || metaKey || defaultPrevented || !areOn()) return;
    if (document.querySelector("dialog[open]")) return;
    if (target instanceof Element && target.matches(TYPED_INTO)) return;
    event.preventDefault();
    actions[meaning]();
  });
}
