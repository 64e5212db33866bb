/**
 * Preview of the network input, 28 x 28 values from 0 (paper) to 1 (ink).
 */

import { context2d } from "../lib/dom.js";

const SIDE = 28;

export class InputPreview {
  #canvas;
  #context;
  /** @type {readonly number[] | null} */
  #input = null;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    canvas.width = SIDE;
    canvas.height = SIDE;
    this.#context = context2d(canvas);
  }

  /** @param {readonly number[] | null} input 784 values */
  show(input) {
    this.#input = input;
    this.#context.clearRect(0, 0, SIDE, SIDE);
    this.#canvas.setAttribute("aria-label", this.#label);
    if (input === null) return;
    const image = this.#context.createImageData(SIDE, SIDE);
    for (const [i, value] of input.entries()) image.data[4 * i + 3] = Math.round(255 * value);
    this.#context.putImageData(image, 0, 0); // black with the ink as opacity
  }

  get #label() {
    return this.#input ? "Network input, 28 by 28 pixels" : "No drawing yet";
  }
}
