/**
 * Common x range of all charts, zoomed by buttons, keys and dragging.
 */

/** @typedef {readonly [number, number]} Range */

const ZOOM_FACTOR = 0.5;
const MIN_FRACTION = 1e-3;

export class Zoom {
  /** @type {Range | null} null shows the full range */
  #range = null;
  /** @type {Range} */
  #fullRange = [0, 1];
  /** @type {(() => void)[]} */
  #listeners = [];

  /** @param {() => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** @returns {Range} */
  get range() {
    return this.#range ?? this.#fullRange;
  }

  /** @param {number} end of the data of all charts */
  setEnd(end) {
    this.#fullRange = [0, end > 0 ? end : 1];
  }

  /** @param {number} from @param {number} to */
  show(from, to) {
    const [min, max] = this.#fullRange;
    const start = Math.max(min, Math.min(from, to));
    const end = Math.min(max, Math.max(from, to));
    if (end - start < (max - min) * MIN_FRACTION) return;
    this.#set(start <= min && end >= max ? null : [start, end]);
  }

  reset = () => this.#set(null);

  in = () => this.#scale(ZOOM_FACTOR);

  out = () => this.#scale(1 / ZOOM_FACTOR);

  /** Scale the range around its center. @param {number} factor */
  #scale(factor) {
    const [from, to] = this.range;
    const center = (from + to) / 2;
    this.show(center - (center - from) * factor, center + (to - center) * factor);
  }

  /** @param {Range | null} range */
  #set(range) {
    this.#range = range;
    for (const listener of this.#listeners) listener();
  }
}
