/**
 * Views of explanation arrays as used in formulas: whole, transposed, without the bias row.
 */

/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/** @typedef {"whole" | "transposed" | "units-transposed" | "complement"} ArrayView as in app/web/backprop_steps.py */
/** @type {readonly ArrayView[]} */
export const VIEWS = ["whole", "transposed", "units-transposed", "complement"];
/**
 * @typedef {object} Numbers
 * @property {import("../explain_api.js").Explanation} explanation
 * @property {readonly Matrix[]} weights
 * @property {number} rate the learning rate
 */

/**
 * @param {string} array name: "A1", "delta2", "W3", "loss", or "W3'" for the weights after a step
 * @param {Numbers} numbers
 * @returns {Matrix}
 */
export function arrayOf(array, { explanation, weights, rate }) {
  const { arrays, loss } = explanation;
  if (array === "loss") return { shape: [1, 1], data: Float32Array.of(loss ?? NaN) };
  const match = /^W(\d+)('?)$/.exec(array);
  if (match === null) return arrays[array];
  const W = weights[Number(match[1]) - 1];
  if (match[2] === "") return W;
  const dW = arrays[`dW${match[1]}`].data;
  return { shape: W.shape, data: W.data.map((weight, i) => weight - rate * dW[i]) };
}

/** @param {Matrix} matrix @param {ArrayView} view @returns {Matrix} */
export function viewOf(matrix, view) {
  if (view === "transposed") return transposed(matrix, 0);
  if (view === "units-transposed") return transposed(matrix, 1);
  if (view === "complement")
    return { shape: matrix.shape, data: matrix.data.map((value) => 1 - value) };
  return matrix;
}

/** @param {Matrix} matrix @param {number} skipped number of rows to skip @returns {Matrix} */
function transposed({ shape: [rows, columns], data }, skipped) {
  const remaining = rows - skipped;
  const values = new Float32Array(remaining * columns);
  for (let row = 0; row < remaining; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      values[column * remaining + row] = data[(row + skipped) * columns + column];
    }
  }
  return { shape: [columns, remaining], data: values };
}

/** @param {Matrix} matrix @param {number} row @param {number} column */
export const at = ({ shape, data }, row, column) => data[row * shape[1] + column];

/**
 * @param {Matrix} matrix
 * @param {number} [skipped] number of rows to skip, if there are more
 * @returns {import("../../lib/grid_navigation.js").Entry} position of the largest absolute value
 */
export function largest({ shape: [rows, columns], data }, skipped = 0) {
  let index = rows > skipped ? skipped * columns : 0;
  for (let i = index; i < data.length; i += 1)
    if (Math.abs(data[i]) > Math.abs(data[index])) index = i;
  return { row: Math.floor(index / columns), column: index % columns };
}

/** @param {string} array @param {ArrayView} view @returns {string} NumPy expression */
export function codeOf(array, view) {
  if (view === "transposed") return `${array}.T`;
  if (view === "units-transposed") return `${array}[1:].T`;
  if (view === "complement") return `(1 - ${array})`;
  return array.replace(/^back/, "dH");
}
