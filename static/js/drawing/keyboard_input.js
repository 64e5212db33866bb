/**
 * Keyboard drawing: arrow keys move the pen; space lowers or lifts it.
 */

import { paperWidth, SIDE } from "./paper.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */

const STEP = 7;
const FINE_STEP = 1;

/** @type {Record<string, readonly [number, number]>} */
const DIRECTIONS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class KeyboardInput {
  #drawing;
  #surface;
  #brush;
  #cursor;
  #announce;
  #x = SIDE / 2;
  #y = SIDE / 4;
  #isDown = false;

  /**
   * @param {HTMLElement} surface with keyboard focus
   * @param {Drawing} drawing
   * @param {() => {width: number, erase: boolean}} brush
   * @param {import("./brush_cursor.js").BrushCursor} cursor
   * @param {(text: string) => void} announce
   */
  constructor(surface, drawing, brush, cursor, announce) {
    this.#surface = surface;
    this.#drawing = drawing;
    this.#brush = brush;
    this.#cursor = cursor;
    this.#announce = announce;
    surface.addEventListener("keydown", this.#press);
    surface.addEventListener("focus", this.#enter);
    surface.addEventListener("blur", this.#leave);
  }

  /** @param {KeyboardEvent} event */
  #press = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = DIRECTIONS[event.key];
    if (direction) this.#step(direction, event.shiftKey ? FINE_STEP : STEP);
    else if (event.key === " ") this.#toggle();
    else return;
    event.preventDefault();
    this.#point();
  };

  /** Show the cursor only for keyboard focus. */
  #enter = () => {
    if (this.#surface.matches(":focus-visible")) this.#point();
  };

  #point() {
    this.#cursor.moveTo([this.#x, this.#y], this.#brush());
  }

  /** @param {readonly [number, number]} direction @param {number} length */
  #step([dx, dy], length) {
    this.#x = Math.min(paperWidth(this.#drawing.page), Math.max(0, this.#x + dx * length));
    this.#y = Math.min(SIDE, Math.max(0, this.#y + dy * length));
    if (this.#isDown) this.#drawing.extend([[this.#x, this.#y]]);
  }

  #toggle() {
    this.#isDown = !(this.#isDown && this.#drawing.isDrawing);
    if (this.#isDown) this.#drawing.begin([this.#x, this.#y], this.#brush());
    else this.#drawing.end();
    this.#announce(this.#isDown ? "Pen down" : "Pen up");
  }

  #leave = () => {
    if (this.#isDown) this.#drawing.end();
    this.#isDown = false;
    this.#cursor.hide();
  };
}
