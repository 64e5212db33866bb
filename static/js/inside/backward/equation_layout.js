/**
 * Sizes of an equation's heat maps: by Falk's scheme for matrix products, with one factor to the left of the
 * result and one above it; others side by side or stacked.
 */

/** @typedef {import("./equation_view.js").Part} Part */

/** Maximum cell size and heat map heights, in rem. */
const CELL = { width: 6, height: 2 };
const MAX_HEIGHT = { factor: 17.5, result: 24, stack: 12 };
/** Width of the row numbers of a heat map, in rem. */
const TICKS_WIDTH = 2.25;
/** Factors get width in proportion to their columns, up to this number. */
const MAX_COLUMNS = 24;
/** Arrays with more rows than a batch are weights. */
const MAX_BATCH_ROWS = 16;

/** @param {HTMLElement} container `.factors` @param {readonly Part[]} factors @param {Part} result */
export function layOutProduct(container, [left, right], result) {
  const [rows, columns] = result.matrix.shape;
  const inner = left.matrix.shape[1];
  const [rowsBefore, columnsBefore] = [left.before.row, right.before.column];
  const widths = [inner, columns + columnsBefore].map((count) => Math.min(count, MAX_COLUMNS));
  const narrowest = columns === 1 ? "6.5rem" : "0";
  container.dataset.layout = "product";
  container.style.gridTemplateColumns = `minmax(6.5rem, ${widths[0]}fr) minmax(${narrowest}, ${widths[1]}fr)`;
  setLengths(container, {
    "--widest": Math.max((inner + columns) * CELL.width, 24) + 2 * TICKS_WIDTH,
    "--top": height(inner, MAX_HEIGHT.factor),
    "--bottom": height(rows + rowsBefore, MAX_HEIGHT.result),
  });
  container.style.setProperty("--rows-before", String(rowsBefore / (rows + rowsBefore)));
  const share = columnsBefore / (columns + columnsBefore);
  container.style.setProperty("--columns-before", String(share));
}

/**
 * @param {HTMLElement} container `.factors`
 * @param {readonly Part[]} factors of the same shape
 * @param {Part} result
 * @param {boolean} isUpdate whether the first factor is as tall as a result
 */
export function layOutElementwise(container, [first], result, isUpdate) {
  const [rows, columns] = first.matrix.shape;
  const isTall = rows > MAX_BATCH_ROWS;
  container.dataset.layout = isTall ? "row" : "stack";
  container.style.gridTemplateColumns = "";
  setLengths(container, {
    "--widest": (isTall ? 3 : 1) * (Math.max(columns * CELL.width, 8) + TICKS_WIDTH),
    "--top": height(rows, isUpdate ? MAX_HEIGHT.result : MAX_HEIGHT.stack),
    "--bottom": height(result.matrix.shape[0], MAX_HEIGHT.stack),
  });
}

/** @param {number} rows @param {number} max */
const height = (rows, max) => Math.min(rows * CELL.height, max);

/** @param {HTMLElement} container @param {Record<string, number>} lengths of custom properties, in rem */
function setLengths(container, lengths) {
  for (const [name, rem] of Object.entries(lengths)) container.style.setProperty(name, `${rem}rem`);
}
