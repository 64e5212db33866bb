/**
 * Layout of a layer's units: an image for the input, a line for a few units, else a grid.
 */

import { SIDE } from "../unit_math.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */

/** Maximum number of units in one line. */
const MAX_LINE = 16;
/** Maximum aspect ratio of a grid, if the units can fill one. */
const MAX_ASPECT = 1.7;

export class LayerLayout {
  /**
   * @param {number} units
   * @param {boolean} isUpright whether a line of units is vertical
   */
  constructor(units, isUpright = true) {
    this.units = units;
    const [rows, columns] = gridShape(units, isUpright);
    this.rows = rows;
    this.columns = columns;
  }

  /** @param {Entry} entry @returns {number} unit index */
  unitIndex({ row, column }) {
    return row * this.columns + column;
  }

  /** @param {number} index @returns {Entry} */
  unitEntry(index) {
    return { row: Math.floor(index / this.columns), column: index % this.columns };
  }

  /** @param {Float32Array} values @returns {Matrix} with NaN in cells without a unit */
  toMatrix(values) {
    const data = new Float32Array(this.rows * this.columns).fill(NaN);
    data.set(values);
    return { shape: [this.rows, this.columns], data };
  }
}

/** @param {number} units @param {boolean} isUpright @returns {[number, number]} rows and columns */
function gridShape(units, isUpright) {
  if (units === SIDE * SIDE) return [SIDE, SIDE];
  if (units <= MAX_LINE) return isUpright ? [units, 1] : [1, units];
  for (let rows = Math.floor(Math.sqrt(units)); rows * rows * MAX_ASPECT >= units; rows -= 1) {
    if (units % rows === 0) return [rows, units / rows];
  }
  const columns = Math.ceil(Math.sqrt(units));
  return [Math.ceil(units / columns), columns];
}
