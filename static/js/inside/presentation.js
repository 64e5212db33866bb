/**
 * Presentation mode for a projector: larger text and matrices, and only the network and its steps.
 * Style sheets follow `data-presenting` of the root element.
 */

import { queryAll } from "../lib/dom.js";
import { isTyped } from "../lib/keyboard.js";

/** What is kept in view when sizes change: the layers or the current step. */
const SECTIONS = ".inside-view, .step:not([hidden])";

export class Presentation {
  #button;
  #announce;

  /**
   * @param {HTMLButtonElement} button
   * @param {object} callbacks
   * @param {() => boolean} callbacks.shortcutsEnabled  whether single-key shortcuts are enabled
   * @param {(text: string) => void} callbacks.announce to screen readers
   */
  constructor(button, { shortcutsEnabled, announce }) {
    this.#button = button;
    this.#announce = announce;
    button.addEventListener("click", this.toggle);
    window.addEventListener("keydown", (event) => {
      const { key, ctrlKey, metaKey, altKey } = event;
      if (event.defaultPrevented || ctrlKey || metaKey || altKey || isTyped(event)) return;
      if (document.querySelector("dialog[open]")) return;
      const isKey = key === "Escape" ? this.isOn : key.toLowerCase() === "p" && shortcutsEnabled();
      if (!isKey) return;
      event.preventDefault();
      this.toggle();
    });
  }

  get isOn() {
    return document.documentElement.hasAttribute("data-presenting");
  }

  toggle = () => {
    const sections = queryAll(document, SECTIONS);
    const section = sections.find((item) => item.getBoundingClientRect().bottom > innerHeight / 2);
    document.documentElement.toggleAttribute("data-presenting");
    this.#button.textContent = this.isOn ? "✕" : "Present";
    this.#button.ariaLabel = this.isOn ? "End presentation" : null;
    section?.scrollIntoView();
    const focused = document.activeElement;
    if (focused && !focused.checkVisibility()) this.#button.focus({ preventScroll: true });
    this.#announce(
      this.isOn
        ? "Presentation. Left and right arrow keys go through the steps, Escape ends it."
        : "Presentation ended.",
    );
  };
}
