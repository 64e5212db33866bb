/**
 * Row and column numbers beside the cells of a heat map, as many as have room.
 */

/** Distances between numbered rows or columns. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
/** Least distance in units of the font size. */
const MIN_DISTANCE = { row: 1.4, column: 2.2 };

/** @typedef {"row" | "column"} Axis */
/**
 * Where the numbers of rows and columns begin.
 *
 * @typedef {object} Origin
 * @property {number} row number of the first row; -1 for a bias that is left out of the numbers
 * @property {number} column number of the first column; -1 likewise
 * @property {Axis | null} bias the axis along which number 0 is the bias
 */

/** @param {Origin} origin @returns {boolean} whether the biases are shown, but left out of the numbers */
export const isBiasLeftOut = (origin) => origin.bias !== null && origin[origin.bias] < 0;

/**
 * @param {number} count of rows or columns
 * @param {number} first number of the first one
 * @param {number} size of each in the units of `minDistance`
 * @param {number} minDistance
 * @returns {number[]} indices to be numbered, from 0
 */
export function tickIndices(count, first, size, minDistance) {
  const step = STEPS.find((step) => step * size >= minDistance) ?? count;
  const start = (step - (first % step)) % step;
  return Array.from(
    { length: Math.max(0, Math.ceil((count - start) / step)) },
    (_, i) => start + i * step,
  );
}

export class Ticks {
  element = document.createElement("div");

  constructor() {
    this.element.className = "heatmap-ticks";
    this.element.ariaHidden = "true"; // the cells are read with their numbers
  }

  /**
   * @param {readonly [number, number]} shape
   * @param {Origin} origin
   */
  show(shape, origin) {
    const { clientWidth, clientHeight } = this.element;
    const fontSize = parseFloat(getComputedStyle(this.element).fontSize);
    const sizes = { row: clientHeight / shape[0], column: clientWidth / shape[1] };
    const ticks = (/** @type {Axis} */ axis, /** @type {number} */ count) =>
      this.#indices(axis, count, origin, sizes[axis] / fontSize).map((index) => {
        const number = origin[axis] + index;
        const isBias = axis === origin.bias && number === Math.min(0, origin[axis]);
        const tick = document.createElement("span");
        tick.dataset.axis = axis;
        tick.textContent = isBias ? "bias" : String(number);
        tick.style.setProperty("--at", `${(100 * (index + 0.5)) / count}%`);
        return tick;
      });
    this.element.replaceChildren(...ticks("row", shape[0]), ...ticks("column", shape[1]));
  }

  /** @param {Axis} axis @param {number} count @param {Origin} origin @param {number} size @returns {number[]} */
  #indices(axis, count, origin, size) {
    const indices = tickIndices(count, origin[axis], size, MIN_DISTANCE[axis]);
    if (axis !== origin.bias || !isBiasLeftOut(origin)) return indices;
    return [0, ...indices.filter((index) => index * size >= MIN_DISTANCE[axis])];
  }
}
