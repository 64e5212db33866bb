/**
 * Views of explanation arrays as used in formulas: transposed, without the bias row, and so on.
 */

/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../../heatmap/ticks.js").Axis} Axis */
/** @typedef {"units" | "bias" | "inputs" | "ones" | "complement" | "sum" | "transposed"} ArrayView as in app/web/operands.py */
/** @type {readonly ArrayView[]} */
export const VIEWS = ["units", "bias", "inputs", "ones", "complement", "sum", "transposed"];
/** Arrays with values from 0 to 1, shown as ink. */
const PROBABILITIES = /^[PYHA]\d*$/;

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
export function findArray(array, { explanation, weights, rate }) {
  const { arrays, loss } = explanation;
  if (array === "loss") return { shape: [1, 1], data: Float32Array.of(loss ?? NaN) };
  const match = /^W(\d+)('?)$/.exec(array);
  if (match === null) return arrays[array];
  const W = weights[Number(match[1]) - 1];
  if (match[2] === "") return W;
  const dW = arrays[`dW${match[1]}`].data;
  return { shape: W.shape, data: W.data.map((weight, i) => weight - rate * dW[i]) };
}

/**
 * @param {Matrix} matrix
 * @param {readonly ArrayView[]} views in order
 * @param {number} N the batch size
 * @returns {Matrix}
 */
export function applyViews(matrix, views, N) {
  return views.reduce((seen, view) => VIEW[view](seen, N), matrix);
}

/** @type {Record<ArrayView, (matrix: Matrix, N: number) => Matrix>} */
const VIEW = {
  units: (matrix) => cut(matrix, 1, 0, matrix.shape[0] - 1, matrix.shape[1]),
  bias: (matrix) => cut(matrix, 0, 0, 1, matrix.shape[1]),
  inputs: (matrix) => cut(matrix, 0, 1, matrix.shape[0], matrix.shape[1] - 1),
  ones: (matrix) => cut(matrix, 0, 0, matrix.shape[0], 1),
  complement: ({ shape, data }) => ({ shape, data: data.map((value) => 1 - value) }),
  sum: ({ shape, data }, N) => ({ shape, data: data.map((value) => value * N) }),
  transposed,
};

/**
 * @param {Entry} entry of a view
 * @param {readonly ArrayView[]} views
 * @returns {Entry} the same entry in the whole array
 */
export function sourceEntry(entry, views) {
  return views.reduceRight(({ row, column }, view) => {
    if (view === "transposed") return { row: column, column: row };
    if (view === "units") return { row: row + 1, column };
    if (view === "inputs") return { row, column: column + 1 };
    return { row, column };
  }, entry);
}

/** @param {Matrix} matrix @param {number} top @param {number} left @param {number} rows @param {number} columns @returns {Matrix} */
function cut({ shape: [, width], data }, top, left, rows, columns) {
  const values = Float32Array.from(
    { length: rows * columns },
    (_, i) => data[(top + Math.floor(i / columns)) * width + left + (i % columns)],
  );
  return { shape: [rows, columns], data: values };
}

/** @param {Matrix} matrix @returns {Matrix} */
function transposed({ shape: [rows, columns], data }) {
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      values[column * rows + row] = data[row * columns + column];
    }
  }
  return { shape: [columns, rows], data: values };
}

/** @param {Matrix} matrix @param {number} row @param {number} column */
export const at = ({ shape, data }, row, column) => data[row * shape[1] + column];

/**
 * @param {Matrix} matrix
 * @param {"row" | "column" | null} [bias] row 0 or column 0, which is skipped if there are others
 * @returns {Entry} position of the largest absolute value
 */
export function largest({ shape: [rows, columns], data }, bias = null) {
  const top = bias === "row" && rows > 1 ? 1 : 0;
  const left = bias === "column" && columns > 1 ? 1 : 0;
  let index = top * columns + left;
  for (let i = index; i < data.length; i += 1) {
    if (i % columns >= left && Math.abs(data[i]) > Math.abs(data[index])) index = i;
  }
  return { row: Math.floor(index / columns), column: index % columns };
}

/** @param {string} array */
export const scaleName = (array) => (PROBABILITIES.test(array) ? "ink" : "signed");

/** @param {readonly ArrayView[]} views of weights without their biases */
export const withBias = (views) => views.filter((view) => view !== "units");

/**
 * @param {string | undefined} whole code of the weights with their biases, if the formula leaves these out
 * @param {readonly ArrayView[]} views
 * @returns {Entry} number of rows and columns of biases that are drawn before the weights
 */
export function biasesBefore(whole, views) {
  const isColumn = views.includes("transposed");
  const count = whole === undefined ? 0 : 1;
  return { row: isColumn ? 0 : count, column: isColumn ? count : 0 };
}

/** @param {Entry} drawn @param {Entry} before @returns {Entry | null} of the matrix in the formula; null for a bias */
export function formulaEntry(drawn, before) {
  const [row, column] = [drawn.row - before.row, drawn.column - before.column];
  return row < 0 || column < 0 ? null : { row, column };
}

/** @param {{array: string, views: readonly ArrayView[], before: Entry}} part @returns {Axis | null} along which 0 belongs to the bias */
export function biasAxis({ array, views, before }) {
  if (before.row + before.column > 0) return before.row > 0 ? "row" : "column";
  const isOfWeights = /^d?W/.test(array);
  const hasBias = !["units", "bias", "inputs", "ones"].some((view) =>
    views.some((v) => v === view),
  );
  if (!hasBias || !(isOfWeights || array.startsWith("A"))) return null;
  return isOfWeights === views.includes("transposed") ? "column" : "row";
}
