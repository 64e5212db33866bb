/**
 * The stretch that all charts show: zoomed and moved together, by buttons, keys and dragging.
 */

/** @typedef {readonly [number, number]} Stretch */

const FACTOR = 0.5;
const SMALLEST_SHARE = 1e-3;

export class Zoom {
  /** @type {Stretch | null} null shows all */
  #stretch = null;
  /** @type {Stretch} */
  #whole = [0, 1];
  /** @type {(() => void)[]} */
  #listeners = [];

  /** @param {() => void} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  get isAll() {
    return this.#stretch === null;
  }

  /** @returns {Stretch} */
  get stretch() {
    return this.#stretch ?? this.#whole;
  }

  /** @param {number} end where the data of all charts ends */
  reach(end) {
    this.#whole = [0, end > 0 ? end : 1];
  }

  /** @param {number} from @param {number} to */
  show(from, to) {
    const [least, most] = this.#whole;
    const start = Math.max(least, Math.min(from, to));
    const end = Math.min(most, Math.max(from, to));
    if (end - start < (most - least) * SMALLEST_SHARE) return;
    this.#set(start <= least && end >= most ? null : [start, end]);
  }

  all = () => this.#set(null);

  /** @param {number} [at] what stays in its place; the middle if none is given */
  in = (at) => this.#scale(FACTOR, at);

  /** @param {number} [at] */
  out = (at) => this.#scale(1 / FACTOR, at);

  /** @param {number} factor @param {number} [at] */
  #scale(factor, at) {
    const [from, to] = this.stretch;
    const centre = at ?? (from + to) / 2;
    this.show(centre - (centre - from) * factor, centre + (to - centre) * factor);
  }

  /** @param {Stretch | null} stretch */
  #set(stretch) {
    this.#stretch = stretch;
    for (const listener of this.#listeners) listener();
  }
}
