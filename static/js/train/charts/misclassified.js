/**
 * Misclassified validation digits with the highest loss.
 */

import { decodeBytes } from "../../lib/base64.js";
import { tokenColor } from "../../lib/color_scheme.js";
import { context2d } from "../../lib/dom.js";
import { formatPercent } from "../../lib/number_format.js";
import { lab } from "../lab_api.js";

/** @typedef {import("../run_history.js").Mistake} Mistake */

const SIDE = 28;

export class MisclassifiedImages {
  #list;
  #caption;
  /** @type {Map<number, Uint8Array>} pixels by index; all runs share the validation digits */
  #images = new Map();
  /** @type {readonly Mistake[] | null} */
  #shown = null;

  /** @param {HTMLElement} list @param {HTMLElement} caption */
  constructor(list, caption) {
    this.#list = list;
    this.#caption = caption;
  }

  /** @param {string} run @param {readonly Mistake[] | null} mistakes */
  async show(run, mistakes) {
    if (mistakes === this.#shown) return;
    this.#shown = mistakes;
    if (mistakes === null || mistakes.length === 0) {
      this.#list.replaceChildren();
      this.#caption.textContent =
        mistakes === null
          ? "Shown after the first epoch."
          : "None: every validation digit is classified correctly.";
      return;
    }
    const missing = mistakes.map(({ index }) => index).filter((index) => !this.#images.has(index));
    if (missing.length > 0) {
      const digits = await lab.digits(run, missing).catch(() => []);
      for (const { index, pixels } of digits) this.#images.set(index, decodeBytes(pixels));
      if (mistakes !== this.#shown) return;
    }
    this.#caption.textContent =
      "Validation digits with the highest loss, worst first: correct label, prediction and its probability.";
    this.#list.replaceChildren(...mistakes.map((mistake) => this.#createItem(mistake)));
  }

  repaint() {
    const mistakes = this.#shown;
    if (mistakes !== null)
      this.#list.replaceChildren(...mistakes.map((mistake) => this.#createItem(mistake)));
  }

  /** @param {Mistake} mistake */
  #createItem({ index, label, digit, confidence }) {
    const item = document.createElement("li");
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIDE;
    canvas.setAttribute("role", "img");
    canvas.ariaLabel = `Validation digit ${index}`;
    const pixels = this.#images.get(index);
    if (pixels) paint(canvas, pixels);
    const caption = document.createElement("span");
    const prediction = document.createElement("b");
    prediction.textContent = String(digit);
    caption.append(`${label} predicted as `, prediction);
    const probability = document.createElement("small");
    probability.textContent = formatPercent(confidence);
    item.append(canvas, caption, probability);
    return item;
  }
}

/** @param {HTMLCanvasElement} canvas @param {Uint8Array} pixels 0 (background) to 255 (ink) */
function paint(canvas, pixels) {
  const context = context2d(canvas);
  const image = context.createImageData(SIDE, SIDE);
  for (const [i, value] of pixels.entries()) image.data[4 * i + 3] = value;
  context.putImageData(image, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = tokenColor("ink");
  context.fillRect(0, 0, SIDE, SIDE);
}
