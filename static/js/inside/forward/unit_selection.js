/**
 * Which units are looked at: one that was pointed at last, and up to two that are pinned.
 */

import { isSame } from "../unit_math.js";

/** @typedef {import("../unit_math.js").Unit} Unit */

const MOST_PINS = 2;

export class Selection {
  /** @type {Unit | null} */
  #pointed = null;
  /** @type {Unit[]} */
  #pins = [];
  #changed;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @returns {Unit | null} null as long as none was */
  get pointed() {
    return this.#pointed;
  }

  /** @param {Unit} unit */
  isPinned(unit) {
    return this.#pins.some((pin) => isSame(pin, unit));
  }

  /** @param {Unit} otherwise where none was pointed at @returns {Unit[]} one or two, pinned ones first */
  shown(otherwise) {
    const pointed = this.#pointed ?? otherwise;
    if (this.#pins.length === MOST_PINS || this.isPinned(pointed)) return [...this.#pins];
    return [...this.#pins, pointed];
  }

  /** @param {Unit} unit */
  point(unit) {
    if (isSame(this.#pointed, unit)) return;
    this.#pointed = unit;
    this.#changed();
  }

  /** Pin the unit, in place of the older pin where there are two, or let it go. @param {Unit} unit */
  toggle(unit) {
    this.#pointed = unit;
    if (this.isPinned(unit)) this.#pins = this.#pins.filter((pin) => !isSame(pin, unit));
    else this.#pins = [...this.#pins, unit].slice(-MOST_PINS);
    this.#changed();
  }

  /** Put another unit in the place of one that is shown. @param {Unit} former @param {Unit} unit */
  replace(former, unit) {
    this.#pins = this.#pins.map((pin) => (isSame(pin, former) ? unit : pin));
    this.#pointed = unit;
    this.#changed();
  }

  /** Let go of what another network does not have. @param {readonly number[]} sizes */
  keepWithin(sizes) {
    const exists = (/** @type {Unit} */ { layer, index }) =>
      layer < sizes.length && index < sizes[layer];
    this.#pins = this.#pins.filter(exists);
    if (this.#pointed && !exists(this.#pointed)) this.#pointed = null;
  }
}
