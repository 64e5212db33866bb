/**
 * Show the preprocessing stages as images, in a panel that scrolls into view when it opens.
 */

import { part, query } from "../lib/dom.js";

/** @typedef {import("./prediction_client.js").Stage} Stage */

export class PreprocessingSteps {
  #button;
  #panel;
  #list;
  #template;
  #onToggle;
  #isOpening = false;

  /**
   * @param {HTMLButtonElement} button
   * @param {HTMLElement} panel opened by the button
   * @param {(isOpen: boolean) => void} onToggle
   */
  constructor(button, panel, onToggle) {
    this.#button = button;
    this.#panel = panel;
    this.#list = query(panel, "ol", HTMLOListElement);
    this.#template = query(panel, "template", HTMLTemplateElement);
    this.#onToggle = onToggle;
    button.addEventListener("click", () => this.open(!this.isOpen));
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    this.#panel.hidden = !isOpen;
    this.#isOpening = isOpen;
    this.#button.setAttribute("aria-expanded", String(isOpen));
    this.#onToggle(isOpen);
  }

  /** @param {readonly Stage[]} stages */
  show(stages) {
    this.#panel.toggleAttribute("data-empty", stages.length === 0);
    while (this.#list.children.length > stages.length) this.#list.lastElementChild?.remove();
    while (this.#list.children.length < stages.length) {
      this.#list.append(this.#template.content.cloneNode(true));
    }
    for (const [i, stage] of stages.entries()) fill(this.#list.children[i], stage);
    if (this.#isOpening) this.#panel.scrollIntoView({ block: "nearest" });
    this.#isOpening = false;
  }
}

/** @param {Element} item @param {Stage} stage */
function fill(item, { title, width, height, image }) {
  const picture = query(item, "img", HTMLImageElement);
  picture.src = image;
  picture.classList.toggle("points", Math.max(width, height) <= 56);
  picture.alt = `${title}, ${width} by ${height} pixels`;
  part(item, "title").textContent = title;
}
