/**
 * Magnified part of a large array around the selected entry. If one axis has the pixels, the entry's row
 * or column is also shown as an image, and the gradient of the pixels with the drawing's outline on it.
 */

import { Heatmap } from "../../heatmap/heatmap.js";
import { query, queryAll } from "../../lib/dom.js";
import { SIDE } from "../unit_math.js";
import { at } from "./array_views.js";
import { createOutline, traceOutline } from "./outline.js";

/** @typedef {import("../../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../../lib/base64.js").Matrix} Matrix */
/** @typedef {import("../../heatmap/ticks.js").Axis} Axis */

/**
 * What the rows and columns of an array stand for.
 *
 * @typedef {object} Layout
 * @property {Axis | null} bias the axis that has the bias at 0
 * @property {boolean} isOfPixels whether one axis has the pixels of an image
 * @property {boolean} areRows whether an image is a row; else it is a column
 * @property {Matrix | null} drawings to outline on the images, one in each row
 */

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
    name: "Pixels as an image",
    scale: "signed",
    decorative: true,
    legend: false,
  });
  #captions;
  #outline;

  /** @param {HTMLElement} root with two figures */
  constructor(root) {
    this.#root = root;
    this.#figures = queryAll(root, "figure");
    this.#captions = this.#figures.map((figure) => query(figure, "figcaption", HTMLElement));
    this.#figures[0].append(this.#neighborhood.element);
    this.#figures[1].append(this.#image.element);
    this.#outline = createOutline(this.#image.element, SIDE);
  }

  /**
   * @param {string} code name of the array
   * @param {Matrix} matrix
   * @param {Entry} entry the selected one
   * @param {Layout} layout
   */
  show(code, matrix, entry, { bias, isOfPixels, areRows, drawings }) {
    const [rows, columns] = matrix.shape;
    const isLarge = Math.max(rows, columns) > MAX_READABLE;
    this.#root.hidden = !isLarge;
    if (!isLarge) return;
    const limit = matrix.data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const { row, column } = entry;
    const [height, width] = [Math.min(rows, WINDOW.rows), Math.min(columns, WINDOW.columns)];
    const [top, left] = [start(row, height, rows), start(column, width, columns)];
    const origin = { row: top, column: left, bias };
    this.#neighborhood.show(crop(matrix, top, left, height, width), limit, origin);
    this.#neighborhood.mark([{ row: row - top, column: column - left }]);
    this.#captions[0].textContent = `${code}, ${span("row", top, height)}, ${span("column", left, width)}`;
    this.#figures[1].hidden = !isOfPixels;
    if (!isOfPixels) return;
    const first = bias === null ? 0 : 1;
    const data = Float32Array.from({ length: SIDE * SIDE }, (_, i) =>
      areRows ? at(matrix, row, i + first) : at(matrix, i + first, column),
    );
    this.#image.show({ shape: [SIDE, SIDE], data }, limit);
    const pixel = (areRows ? column : row) - first;
    this.#image.mark(pixel < 0 ? [] : [{ row: Math.floor(pixel / SIDE), column: pixel % SIDE }]);
    const image = areRows ? row : column;
    this.#captions[1].textContent = `${areRows ? "Row" : "Column"} ${image} as an image${bias === null ? "" : ", without the bias"}${drawings === null ? "" : ", with the outline of the drawing"}`;
    this.#root.toggleAttribute("data-outlined", drawings !== null);
    const ink = drawings?.data.subarray(image * SIDE * SIDE, (image + 1) * SIDE * SIDE) ?? [];
    this.#outline.setAttribute("d", traceOutline(ink, SIDE));
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
