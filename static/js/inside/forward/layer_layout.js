/**
 * How the units of a layer are laid out: a picture for the input, a line for a few, else a field.
 */

import { SIDE } from "../unit_math.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */

/** As many units stand in one line. */
const LINE = 16;
/** A field is not more than this much wider than high, if its units can fill it at all. */
const STRETCH = 1.7;

export class Field {
  /**
   * @param {number} units
   * @param {boolean} isUpright whether a line of units stands, as beside others, or lies
   */
  constructor(units, isUpright = true) {
    this.units = units;
    const [rows, columns] = shapeOf(units, isUpright);
    this.rows = rows;
    this.columns = columns;
  }

  /** @param {Entry} entry @returns {number} the unit there, counted from 0 */
  indexOf({ row, column }) {
    return row * this.columns + column;
  }

  /** @param {number} index @returns {Entry} */
  entryOf(index) {
    return { row: Math.floor(index / this.columns), column: index % this.columns };
  }

  /** @param {Float32Array} values @returns {Matrix} in which places without a unit are NaN */
  matrixOf(values) {
    const data = new Float32Array(this.rows * this.columns).fill(NaN);
    data.set(values);
    return { shape: [this.rows, this.columns], data };
  }
}

/** @param {number} units @param {boolean} isUpright @returns {[number, number]} rows and columns */
function shapeOf(units, isUpright) {
  if (units === SIDE * SIDE) return [SIDE, SIDE];
  if (units <= LINE) return isUpright ? [units, 1] : [1, units];
  for (let rows = Math.floor(Math.sqrt(units)); rows * rows * STRETCH >= units; rows -= 1) {
    if (units % rows === 0) return [rows, units / rows];
  }
  const columns = Math.ceil(Math.sqrt(units));
  return [Math.ceil(units / columns), columns];
}
