/**
 * Preview of the network input, 28 x 28 values from 0 (paper) to 1 (ink).
 */

const SIDE = 28;

export class Insight {
  #canvas;
  #context;
  /** @type {readonly number[] | null} */
  #input = null;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#canvas = canvas;
    canvas.width = SIDE;
    canvas.height = SIDE;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  }

  /** @param {readonly number[] | null} input the 784 numbers, or null when there are none */
  show(input) {
    this.#input = input;
    this.#context.clearRect(0, 0, SIDE, SIDE);
    this.#canvas.setAttribute("aria-label", this.#label);
    if (input === null) return;
    const image = this.#context.createImageData(SIDE, SIDE);
    for (const [i, value] of input.entries()) image.data[4 * i + 3] = Math.round(255 * value);
    this.#context.putImageData(image, 0, 0); // ink is black of that opacity; the paper shows through
  }

  get #label() {
    return this.#input ? "Network input, 28 by 28 pixels" : "No drawing yet";
  }
}
