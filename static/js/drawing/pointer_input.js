/**
 * Mouse, finger or stylus to strokes: one pointer at a time, captured until it is lifted.
 */

import { SIDE } from "./drawing.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {import("./drawing.js").Point} Point */

/** `buttons` of a stylus that is turned over; see the Pointer Events specification. */
const ERASER_BUTTON = 32;

export class Pen {
  #surface;
  #drawing;
  #brush;
  #moved;
  /** @type {number | null} */
  #pointer = null;

  /**
   * @param {HTMLElement} surface without border or padding: its box is the drawing's square
   * @param {Drawing} drawing
   * @param {() => {width: number, erase: boolean}} brush
   * @param {(timeStamp: number) => void} moved told the time of each movement that drew
   */
  constructor(surface, drawing, brush, moved) {
    this.#surface = surface;
    this.#drawing = drawing;
    this.#brush = brush;
    this.#moved = moved;
    surface.addEventListener("pointerdown", this.#down);
    surface.addEventListener("pointermove", this.#move);
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      surface.addEventListener(end, (event) => this.#end(/** @type {PointerEvent} */ (event)));
    }
    surface.addEventListener("contextmenu", this.#menu);
  }

  /** @param {PointerEvent} event */
  #down = (event) => {
    if (this.#pointer !== null) return; // a second finger draws nothing and ends nothing
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
  #end(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#drawing.end();
  }

  /** A long press draws a dot; it does not open a menu. @param {Event} event */
  #menu = (event) => {
    if (this.#pointer !== null) event.preventDefault();
  };

  /**
   * The box is measured at each event, so that scrolling, zooming and resizing cannot shift a line.
   *
   * @param {PointerEvent} event
   * @returns {Point}
   */
  #locate = ({ clientX, clientY }) => {
    const box = this.#surface.getBoundingClientRect();
    return [((clientX - box.left) * SIDE) / box.width, ((clientY - box.top) * SIDE) / box.height];
  };
}
