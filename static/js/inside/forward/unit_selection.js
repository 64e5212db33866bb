/**
 * Selected units: the one under the pointer and up to two pinned ones.
 */

import { isSame } from "../unit_math.js";

/** @typedef {import("../unit_math.js").Unit} Unit */

const MAX_PINS = 2;

export class UnitSelection {
  /** @type {Unit | null} */
  #pointed = null;
  /** @type {Unit[]} */
  #pins = [];
  #onChange;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** @returns {Unit | null} null if there was none */
  get pointed() {
    return this.#pointed;
  }

  /** @param {Unit} unit */
  isPinned(unit) {
    return this.#pins.some((pin) => isSame(pin, unit));
  }

  /** @param {Unit} fallback if none was under the pointer @returns {Unit[]} one or two, pinned ones first */
  shown(fallback) {
    const pointed = this.#pointed ?? fallback;
    if (this.#pins.length === MAX_PINS || this.isPinned(pointed)) return [...this.#pins];
    return [...this.#pins, pointed];
  }

  /** @param {Unit} unit */
  point(unit) {
    if (isSame(this.#pointed, unit)) return;
    this.#pointed = unit;
    this.#onChange();
  }

  /** Pin or unpin a unit; a third pin replaces the oldest. @param {Unit} unit */
  toggle(unit) {
    this.#pointed = unit;
    if (this.isPinned(unit)) this.#pins = this.#pins.filter((pin) => !isSame(pin, unit));
    else this.#pins = [...this.#pins, unit].slice(-MAX_PINS);
    this.#onChange();
  }

  /** Replace a selected unit by another. @param {Unit} former @param {Unit} unit */
  replace(former, unit) {
    this.#pins = this.#pins.map((pin) => (isSame(pin, former) ? unit : pin));
    this.#pointed = unit;
    this.#onChange();
  }

  /** Drop units that the network does not have. @param {readonly number[]} sizes */
  keepWithin(sizes) {
    const exists = (/** @type {Unit} */ { layer, index }) =>
      layer < sizes.length && index < sizes[layer];
    this.#pins = this.#pins.filter(exists);
    if (this.#pointed && !exists(this.#pointed)) this.#pointed = null;
  }
}
