/**
 * Ring cursor that shows the brush position and width.
 */

import { SIDE } from "./paper.js";

export class BrushCursor {
  #ring;
  #surface;

  /**
   * @param {HTMLElement} ring
   * @param {HTMLElement} surface
   * @param {() => {width: number, erase: boolean}} brush
   */
  constructor(ring, surface, brush) {
    this.#ring = ring;
    this.#surface = surface;
    surface.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch") return this.hide(); // the finger covers it
      const box = surface.getBoundingClientRect();
      const scale = SIDE / box.height;
      this.moveTo([(event.clientX - box.left) * scale, (event.clientY - box.top) * scale], brush());
    });
    surface.addEventListener("pointerleave", this.hide);
  }

  /** @param {import("./drawing.js").Point} point @param {{width: number}} brush */
  moveTo([x, y], { width }) {
    const scale = this.#surface.clientHeight / SIDE;
    this.#ring.style.width = `${width * scale}px`;
    this.#ring.style.transform = `translate(${x * scale}px, ${y * scale}px) translate(-50%, -50%)`;
    this.#ring.hidden = false;
  }

  hide = () => {
    this.#ring.hidden = true;
  };
}
