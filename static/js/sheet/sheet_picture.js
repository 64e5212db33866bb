/**
 * The picture of a sheet with a box and a label over each number. A click on a box chooses it.
 */

import { isDoubtful } from "./sheet.js";

/** @typedef {import("./sheet.js").Entry} Entry */
/** @typedef {import("../drawing/image_file.js").Picture} Picture */

export class SheetPicture {
  #canvas;
  #layer;
  #scroller;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLElement} layer over the canvas
   * @param {HTMLElement} scroller around both
   * @param {(index: number) => void} onChoose
   */
  constructor(canvas, layer, scroller, onChoose) {
    this.#canvas = canvas;
    this.#layer = layer;
    this.#scroller = scroller;
    layer.addEventListener("click", ({ target }) => {
      for (const [i, box] of [...layer.children].entries()) if (box === target) onChoose(i);
    });
  }

  /** @param {Picture} picture */
  open({ bitmap }) {
    this.#canvas.width = bitmap.width;
    this.#canvas.height = bitmap.height;
    this.#canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    this.show([]);
  }

  /** @param {readonly Entry[]} entries */
  show(entries) {
    this.#layer.replaceChildren(...entries.map(() => document.createElement("i")));
    for (const [i, entry] of entries.entries()) {
      const { style } = this.#numberBox(i);
      const [left, top, width, height] = entry.box;
      style.left = `${(100 * left) / this.#canvas.width}%`;
      style.width = `${(100 * width) / this.#canvas.width}%`;
      style.top = `${(100 * top) / this.#canvas.height}%`;
      style.height = `${(100 * height) / this.#canvas.height}%`;
      this.update(i, entry);
    }
  }

  /** @param {number} index @param {Entry} entry */
  update(index, entry) {
    const box = this.#numberBox(index);
    box.dataset.number = entry.number;
    box.toggleAttribute("data-doubtful", isDoubtful(entry));
  }

  /** Mark a number, and scroll the picture to it, but not the page. @param {number | null} index */
  select(index) {
    for (const [i, box] of [...this.#layer.children].entries())
      box.toggleAttribute("data-selected", i === index);
    if (index === null) return;
    const { offsetTop, offsetHeight } = this.#numberBox(index);
    this.#scroller.scrollTop = offsetTop + offsetHeight / 2 - this.#scroller.clientHeight / 2;
  }

  /** @param {number} index @returns {HTMLElement} */
  #numberBox(index) {
    const box = this.#layer.children[index];
    if (box instanceof HTMLElement) return box;
    throw new Error(`expected a box for each number, got none for ${index}`);
  }
}
