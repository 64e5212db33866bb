/**
 * The digits that the network reads worst now, with what it takes them for.
 */

import { decodeBytes } from "../../lib/base64.js";
import { formatPercent } from "../../lib/number_format.js";
import { lab } from "../lab_api.js";
import { token } from "./colors.js";

/** @typedef {import("../run_history.js").Mistake} Mistake */

const SIDE = 28;

export class Mistakes {
  #list;
  #words;
  /** @type {Map<number, Uint8Array>} pixels by index; the validation digits are the same for every run */
  #pictures = new Map();
  /** @type {readonly Mistake[] | null} */
  #shown = null;

  /** @param {HTMLElement} list @param {HTMLElement} words */
  constructor(list, words) {
    this.#list = list;
    this.#words = words;
  }

  /** @param {string} run @param {readonly Mistake[] | null} mistakes */
  async show(run, mistakes) {
    if (mistakes === this.#shown) return;
    this.#shown = mistakes;
    if (mistakes === null || mistakes.length === 0) {
      this.#list.replaceChildren();
      this.#words.textContent =
        mistakes === null
          ? "Shown after the first epoch."
          : "None: every validation digit is classified correctly.";
      return;
    }
    const wanted = mistakes.map(({ index }) => index).filter((index) => !this.#pictures.has(index));
    if (wanted.length > 0) {
      const digits = await lab.digits(run, wanted).catch(() => []);
      for (const { index, pixels } of digits) this.#pictures.set(index, decodeBytes(pixels));
      if (mistakes !== this.#shown) return;
    }
    this.#words.textContent =
      "Validation digits with the highest loss, worst first: correct label, prediction and its probability.";
    this.#list.replaceChildren(...mistakes.map((mistake) => this.#item(mistake)));
  }

  repaint() {
    const mistakes = this.#shown;
    if (mistakes !== null)
      this.#list.replaceChildren(...mistakes.map((mistake) => this.#item(mistake)));
  }

  /** @param {Mistake} mistake */
  #item({ index, label, digit, confidence }) {
    const item = document.createElement("li");
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIDE;
    canvas.setAttribute("role", "img");
    canvas.ariaLabel = `Validation digit ${index}`;
    const pixels = this.#pictures.get(index);
    if (pixels) paint(canvas, pixels);
    const words = document.createElement("span");
    const answer = document.createElement("b");
    answer.textContent = String(digit);
    words.append(`${label} predicted as `, answer);
    const sure = document.createElement("small");
    sure.textContent = formatPercent(confidence);
    item.append(canvas, words, sure);
    return item;
  }
}

/** @param {HTMLCanvasElement} canvas @param {Uint8Array} pixels 0 paper to 255 ink */
function paint(canvas, pixels) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(SIDE, SIDE);
  for (const [i, value] of pixels.entries()) image.data[4 * i + 3] = value;
  context.putImageData(image, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = token("ink");
  context.fillRect(0, 0, SIDE, SIDE);
}
