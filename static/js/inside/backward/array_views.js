/**
 * The arrays of an explanation as they stand in a formula: whole, transposed, without the bias row.
 */

/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/** @typedef {"whole" | "transposed" | "units-transposed" | "complement"} View as app/web/backprop_steps.py names them */
/**
 * @typedef {object} Numbers
 * @property {import("../explain_api.js").Explanation} explanation
 * @property {readonly Matrix[]} weights
 * @property {number} rate the learning rate
 */

/**
 * @param {string} array its name: "A1", "delta2", "W3", "loss", or "W3'" for the weights after a step
 * @param {Numbers} numbers
 * @returns {Matrix}
 */
export function arrayOf(array, { explanation, weights, rate }) {
  const { arrays, loss } = explanation;
  if (array === "loss") return { shape: [1, 1], data: Float32Array.of(loss ?? NaN) };
  const named = /^W(\d+)('?)$/.exec(array);
  if (named === null) return arrays[array];
  const W = weights[Number(named[1]) - 1];
  if (named[2] === "") return W;
  const dW = arrays[`dW${named[1]}`].data;
  return { shape: W.shape, data: W.data.map((weight, i) => weight - rate * dW[i]) };
}

/** @param {Matrix} matrix @param {View} view @returns {Matrix} */
export function viewOf(matrix, view) {
  if (view === "transposed") return transposed(matrix, 0);
  if (view === "units-transposed") return transposed(matrix, 1);
  if (view === "complement")
    return { shape: matrix.shape, data: matrix.data.map((value) => 1 - value) };
  return matrix;
}

/** @param {Matrix} matrix @param {number} skipped so many rows are left out first @returns {Matrix} */
function transposed({ shape: [rows, columns], data }, skipped) {
  const kept = rows - skipped;
  const turned = new Float32Array(kept * columns);
  for (let row = 0; row < kept; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      turned[column * kept + row] = data[(row + skipped) * columns + column];
    }
  }
  return { shape: [columns, kept], data: turned };
}

/** @param {Matrix} matrix @param {number} row @param {number} column */
export const at = ({ shape, data }, row, column) => data[row * shape[1] + column];

/**
 * @param {Matrix} matrix
 * @param {number} [skipped] so many rows are passed over, if there are others
 * @returns {import("../../lib/grid_navigation.js").Entry} where its number is largest in size
 */
export function largest({ shape: [rows, columns], data }, skipped = 0) {
  let place = rows > skipped ? skipped * columns : 0;
  for (let i = place; i < data.length; i += 1)
    if (Math.abs(data[i]) > Math.abs(data[place])) place = i;
  return { row: Math.floor(place / columns), column: place % columns };
}

/** @param {string} array @param {View} view @returns {string} as numpy writes it */
export function codeOf(array, view) {
  if (view === "transposed") return `${array}.T`;
  if (view === "units-transposed") return `${array}[1:].T`;
  if (view === "complement") return `(1 - ${array})`;
  return array.replace(/^back/, "dH");
}
