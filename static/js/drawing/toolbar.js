/**
 * Toolbar state: pen or eraser, and brush width.
 */

import { part, query } from "../lib/dom.js";
import { preferences } from "../lib/preferences.js";

const DEFAULT_WIDTH = 16;
const STEP = 2;

export class Toolbar {
  #eraser;
  #pen;
  #size;
  #sizeShown;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#pen = query(root, "#pen", HTMLInputElement);
    this.#eraser = query(root, "#eraser", HTMLInputElement);
    this.#size = query(root, "#size", HTMLInputElement);
    this.#sizeShown = part(root, "size");
    this.#size.addEventListener("input", () => this.#resize(this.#size.valueAsNumber));
    this.#resize(Number(preferences.get("width") ?? DEFAULT_WIDTH));
    this.#pen.checked = true; // browsers may restore the eraser after a reload
  }

  /** @returns {{width: number, erase: boolean}} */
  brush = () => ({ width: this.#size.valueAsNumber, erase: this.#eraser.checked });

  toggleEraser = () => {
    const other = this.#eraser.checked ? this.#pen : this.#eraser;
    other.checked = true;
  };

  selectPen() {
    this.#pen.checked = true;
  }

  wider = () => this.#resize(this.#size.valueAsNumber + STEP);

  narrower = () => this.#resize(this.#size.valueAsNumber - STEP);

  /** @param {number} width clamped to the slider's range */
  #resize(width) {
    this.#size.value = String(width);
    this.#sizeShown.textContent = this.#size.value;
    this.#sizeShown.style.setProperty("--width", this.#size.value);
    this.#size.setAttribute("aria-valuetext", `${this.#size.value} of 280`);
    preferences.set("width", this.#size.value);
  }
}
