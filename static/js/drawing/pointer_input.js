/**
 * Mouse, finger or stylus to strokes: one pointer at a time, captured until it is lifted.
 */

import { SIDE } from "./paper.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {import("./drawing.js").Point} Point */

/** `buttons` of a stylus eraser (Pointer Events specification). */
const ERASER_BUTTON = 32;

export class PointerInput {
  #surface;
  #drawing;
  #brush;
  #moved;
  /** @type {number | null} */
  #pointer = null;

  /**
   * @param {HTMLElement} surface without border or padding
   * @param {Drawing} drawing
   * @param {() => {width: number, erase: boolean}} brush
   * @param {(timeStamp: number) => void} moved called with the time of each movement that draws
   */
  constructor(surface, drawing, brush, moved) {
    this.#surface = surface;
    this.#drawing = drawing;
    this.#brush = brush;
    this.#moved = moved;
    surface.addEventListener("pointerdown", this.#down);
    surface.addEventListener("pointermove", this.#move);
    surface.addEventListener("pointerup", this.#end);
    surface.addEventListener("pointercancel", this.#end);
    surface.addEventListener("lostpointercapture", this.#end);
    surface.addEventListener("contextmenu", this.#menu);
  }

  /** @param {PointerEvent} event */
  #down = (event) => {
    if (this.#pointer !== null) return; // ignore further fingers
    const turnedOver = event.pointerType === "pen" && (event.buttons & ERASER_BUTTON) !== 0;
    if (event.button !== 0 && !turnedOver) return;
    this.#pointer = event.pointerId;
    this.#surface.setPointerCapture(event.pointerId);
    const { width, erase } = this.#brush();
    this.#moved(event.timeStamp);
    this.#drawing.begin(this.#locate(event), { width, erase: erase || turnedOver });
  };

  /** @param {PointerEvent} event */
  #move = (event) => {
    if (event.pointerId !== this.#pointer) return;
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const events = coalesced.length > 0 ? coalesced : [event];
    this.#moved(event.timeStamp);
    this.#drawing.extend(events.map(this.#locate));
  };

  /** @param {PointerEvent} event */
  #end = (event) => {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#drawing.end();
  };

  /** Draw a dot on a long press instead of opening the menu. @param {Event} event */
  #menu = (event) => {
    if (this.#pointer !== null) event.preventDefault();
  };

  /**
   * Measure the box at each event, as the page may scroll, zoom or resize.
   *
   * @param {PointerEvent} event
   * @returns {Point}
   */
  #locate = ({ clientX, clientY }) => {
    const box = this.#surface.getBoundingClientRect();
    const scale = SIDE / box.height;
    return [(clientX - box.left) * scale, (clientY - box.top) * scale];
  };
}
