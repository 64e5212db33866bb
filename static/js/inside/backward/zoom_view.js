/**
 * Magnified part of a large array around the selected entry, and for pixel weights the whole column
 * as an image.
 */

import { Heatmap } from "../../heatmap/heatmap.js";
import { query, queryAll } from "../../lib/dom.js";
import { SIDE } from "../unit_math.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */

/** Arrays up to this size are readable without magnification. */
const MAX_READABLE = 16;
const WINDOW = { rows: 7, columns: 3 };

export class ZoomView {
  #root;
  #figures;
  #neighborhood = new Heatmap({
    name: "Surrounding values",
    scale: "signed",
    decorative: true,
    legend: false,
    ticks: true,
  });
  #image = new Heatmap({
    name: "Column as an image",
    scale: "signed",
    decorative: true,
    legend: false,
  });
  #captions;

  /** @param {HTMLElement} root with two figures */
  constructor(root) {
    this.#root = root;
    this.#figures = queryAll(root, "figure");
    this.#captions = this.#figures.map((figure) => query(figure, "figcaption", HTMLElement));
    this.#figures[0].append(this.#neighborhood.element);
    this.#figures[1].append(this.#image.element);
  }

  /** @param {string} code name @param {Matrix} matrix @param {Entry} entry @param {{hasBias: boolean, isOfPixels: boolean}} rows whether row 0 is the bias, and the others are pixels */
  show(code, matrix, entry, { hasBias, isOfPixels }) {
    const [rows, columns] = matrix.shape;
    const isLarge = Math.max(rows, columns) > MAX_READABLE;
    this.#root.hidden = !isLarge;
    if (!isLarge) return;
    const limit = matrix.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const { row, column } = entry;
    const [height, width] = [Math.min(rows, WINDOW.rows), Math.min(columns, WINDOW.columns)];
    const [top, left] = [start(row, height, rows), start(column, width, columns)];
    const origin = { row: top, column: left, hasBias };
    this.#neighborhood.show(crop(matrix, top, left, height, width), limit, origin);
    this.#neighborhood.mark([{ row: row - top, column: column - left }]);
    this.#captions[0].textContent = `${code}, ${span("row", top, height)}, ${span("column", left, width)}`;
    this.#figures[1].hidden = !isOfPixels;
    if (!isOfPixels) return;
    const data = Float32Array.from(
      { length: SIDE * SIDE },
      (_, i) => matrix.data[(i + 1) * columns + column],
    );
    this.#image.show({ shape: [SIDE, SIDE], data }, limit);
    this.#image.mark(
      row === 0 ? [] : [{ row: Math.floor((row - 1) / SIDE), column: (row - 1) % SIDE }],
    );
    this.#captions[1].textContent = `Column ${column} as an image, without the bias`;
  }
}

/** @param {number} index @param {number} size of the window @param {number} whole @returns {number} first index */
const start = (index, size, whole) =>
  Math.max(0, Math.min(whole - size, index - Math.floor(size / 2)));

/** @param {string} name @param {number} first @param {number} count */
const span = (name, first, count) =>
  count === 1 ? `${name} ${first}` : `${name}s ${first} to ${first + count - 1}`;

/** @param {Matrix} matrix @param {number} top @param {number} left @param {number} height @param {number} width @returns {Matrix} */
function crop({ shape: [, columns], data }, top, left, height, width) {
  const cut = Float32Array.from(
    { length: height * width },
    (_, i) => data[(top + Math.floor(i / width)) * columns + left + (i % width)],
  );
  return { shape: [height, width], data: cut };
}
