/**
 * Presentation mode for a projector: larger text and matrices, and only the network and its steps.
 * Style sheets follow `data-presenting` of the root element.
 */

import { queryAll } from "../lib/dom.js";
import { isTyped } from "../lib/keyboard.js";

/** What is kept in view when sizes change: the layers or the current step. */
const SECTIONS = ".inside-view, .step:not([hidden])";

/** @param {HTMLButtonElement} button @param {() => boolean} shortcutsEnabled whether single-key shortcuts are enabled */
export function registerPresentation(button, shortcutsEnabled) {
  const root = document.documentElement;
  const isOn = () => root.hasAttribute("data-presenting");
  const toggle = () => {
    const sections = queryAll(document, SECTIONS);
    const section = sections.find((item) => item.getBoundingClientRect().bottom > innerHeight / 2);
    root.toggleAttribute("data-presenting");
    button.textContent = isOn() ? "✕" : "Present";
    button.ariaLabel = isOn() ? "End presentation" : null;
    section?.scrollIntoView();
  };
  button.addEventListener("click", toggle);
  window.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (event.defaultPrevented || ctrlKey || metaKey || altKey || isTyped(event)) return;
    if (document.querySelector("dialog[open]")) return;
    const isKey = key === "Escape" ? isOn() : key.toLowerCase() === "p" && shortcutsEnabled();
    if (!isKey) return;
    event.preventDefault();
    toggle();
  });
}
