/**
 * Boxes around the digits on the paper. They let the pointer through.
 */

import { paperWidth, SIDE } from "../drawing/paper.js";

export class DigitBoxes {
  #layer;

  /** @param {HTMLElement} layer over the canvas */
  constructor(layer) {
    this.#layer = layer;
  }

  /**
   * @param {readonly import("./numbers.js").Digit[]} digits
   * @param {{readonly isWide: boolean}} page
   */
  show(digits, page) {
    const { children } = this.#layer;
    while (children.length > digits.length) this.#layer.lastElementChild?.remove();
    while (children.length < digits.length) this.#layer.append(document.createElement("i"));
    for (const [i, { box, certain }] of digits.entries()) {
      const item = children[i];
      if (!(item instanceof HTMLElement)) continue;
      item.toggleAttribute("data-doubtful", !certain);
      item.style.left = `${(100 * box.x) / paperWidth(page)}%`;
      item.style.width = `${(100 * box.width) / paperWidth(page)}%`;
      item.style.top = `${(100 * box.y) / SIDE}%`;
      item.style.height = `${(100 * box.height) / SIDE}%`;
    }
  }

  /** @param {number} index */
  select(index) {
    for (const [i, item] of [...this.#layer.children].entries())
      item.toggleAttribute("data-selected", i === index);
  }
}
