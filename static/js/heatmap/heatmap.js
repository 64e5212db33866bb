/**
 * Heat map of a matrix with a legend and pointer and keyboard navigation.
 *
 *     const map = new Heatmap({ name: "dW2", scale: "signed", onEntry: (entry) => ... });
 *     parent.append(map.element);
 *     map.show({ shape: [101, 10], data });
 *     map.mark([{ row: 3 }, { column: 5 }, { row: 3, column: 5 }]);
 *
 * Pointing at a cell, or moving to it with the arrow keys, calls `onEntry`; a click, Enter or space
 * calls `onPick`. NaN marks empty cells.
 */

import { onColorSchemeChange } from "../lib/color_scheme.js";
import { GridNavigation } from "../lib/grid_navigation.js";
import { formatNumber } from "../lib/number_format.js";
import { palette, paletteIndex, scaleLimit } from "./color_scale.js";
import { paint } from "./heatmap_canvas.js";
import { isBiasLeftOut, Ticks } from "./ticks.js";

/** @typedef {import("../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../lib/base64.js").Matrix} Matrix */
/** @typedef {import("./ticks.js").Origin} Origin */
/** @typedef {{row?: number, column?: number}} Mark a row, a column, or a cell if both are given */
/**
 * @typedef {object} Options
 * @property {string} name                         accessible name; the shape is appended
 * @property {import("./color_scale.js").Kind} scale
 * @property {boolean} [legend]                    default true
 * @property {boolean} [ticks]                     whether rows and columns are numbered
 * @property {(entry: Entry, value: number) => string} [describe] describes a cell to screen readers
 * @property {(entry: Entry | null) => void} [onEntry]
 * @property {(entry: Entry) => void} [onPick]
 * @property {boolean} [decorative]                    pointer only, hidden from screen readers
 */

export class Heatmap {
  element = document.createElement("div");
  #box = document.createElement("div");
  #canvas = document.createElement("canvas");
  #legend = document.createElement("p");
  #leftOut = document.createElement("div");
  /** @type {Ticks | null} */
  #ticks = null;
  /** @type {Origin} */
  #origin = { row: 0, column: 0, bias: null };
  #options;
  #navigation;
  /** @type {Matrix} */
  #matrix = { shape: [0, 0], data: new Float32Array() };
  #limit = 0;
  #colors;
  /** @type {HTMLElement[]} */
  #marks = [];
  #painting = 0;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.element.className = "heatmap";
    this.#box.className = "heatmap-cells";
    this.#canvas.ariaHidden = "true";
    this.#leftOut.className = "heatmap-left-out";
    this.#leftOut.hidden = true;
    this.#box.append(this.#canvas, this.#leftOut);
    this.element.append(this.#box);
    if (options.ticks) {
      this.#ticks = new Ticks();
      this.element.dataset.ticks = "";
      this.#box.append(this.#ticks.element);
    }
    this.#legend.className = `heatmap-legend heatmap-${options.scale}`;
    if (options.legend ?? true) this.element.append(this.#legend);
    this.#colors = palette(options.scale);
    this.#navigation = this.#createNavigation(options);
    if (options.decorative) this.element.ariaHidden = "true";
    new ResizeObserver(this.#paint).observe(this.#box);
    onColorSchemeChange(() => {
      this.#colors = palette(options.scale);
      this.#paint();
    });
  }

  /** @param {Options} options */
  #createNavigation({ describe, onEntry, onPick, decorative }) {
    return new GridNavigation(this.#box, {
      decorative,
      describe: (entry) => {
        const value = this.valueAt(entry);
        if (describe) return describe(entry, value);
        return `row ${entry.row}, column ${entry.column}: ${formatNumber(value)}`;
      },
      exists: (entry) => !Number.isNaN(this.valueAt(entry)),
      onEntry: onEntry ?? (() => {}),
      onPick,
    });
  }

  /** @param {Entry} entry */
  valueAt({ row, column }) {
    return this.#matrix.data[row * this.#matrix.shape[1] + column] ?? NaN;
  }

  /**
   * @param {Matrix} matrix
   * @param {number} [limit] end of the scale; by default the largest absolute value
   * @param {Origin} [origin] numbers of the rows and columns; biases at -1 are crossed out
   */
  show(matrix, limit = scaleLimit(this.#options.scale, matrix.data), origin = this.#origin) {
    const [rows, columns] = matrix.shape;
    const isResized = rows !== this.#matrix.shape[0] || columns !== this.#matrix.shape[1];
    const isMoved = JSON.stringify(origin) !== JSON.stringify(this.#origin);
    const isSame =
      !isResized && !isMoved && limit === this.#limit && isEqual(matrix.data, this.#matrix.data);
    this.#origin = origin;
    this.#matrix = matrix;
    if (isSame) return;
    this.#limit = limit;
    if (isResized || isMoved) this.#crossOut();
    if (isResized) {
      this.#box.style.setProperty("--rows", String(rows));
      this.#box.style.setProperty("--columns", String(columns));
      this.#box.ariaLabel = `${this.#options.name}, ${rows} by ${columns}`;
      this.#navigation.resize(rows, columns);
    } else this.#navigation.refresh();
    this.#writeLegend();
    cancelAnimationFrame(this.#painting);
    this.#painting = requestAnimationFrame(this.#paint);
  }

  /** Cross out the biases if they are left out. */
  #crossOut() {
    this.#leftOut.hidden = !isBiasLeftOut(this.#origin);
    const [rows, columns] = this.#matrix.shape;
    const [height, width] = this.#origin.bias === "row" ? [rows, 1] : [1, columns];
    this.#leftOut.style.height = `${100 / height}%`;
    this.#leftOut.style.width = `${100 / width}%`;
  }

  /** Replace the marks; a marked cell becomes the active one. @param {readonly Mark[]} marks */
  mark(marks) {
    const [rows, columns] = this.#matrix.shape;
    for (const mark of this.#marks) mark.remove();
    this.#marks = marks.map(({ row, column }) => {
      const mark = document.createElement("div");
      mark.className = "heatmap-mark";
      mark.style.top = `${(100 * (row ?? 0)) / rows}%`;
      mark.style.left = `${(100 * (column ?? 0)) / columns}%`;
      mark.style.height = `${row === undefined ? 100 : 100 / rows}%`;
      mark.style.width = `${column === undefined ? 100 : 100 / columns}%`;
      if (row !== undefined && column !== undefined) {
        mark.dataset.cell = "";
        this.#navigation.moveTo({ row, column });
      }
      return mark;
    });
    this.#box.append(...this.#marks);
  }

  /** @param {Entry} entry @returns {DOMRect} box of the cell in the viewport */
  entryBox({ row, column }) {
    const { left, top, width, height } = this.#box.getBoundingClientRect();
    const [rows, columns] = this.#matrix.shape;
    const [across, down] = [width / columns, height / rows];
    return new DOMRect(left + column * across, top + row * down, across, down);
  }

  #writeLegend() {
    const isInk = this.#options.scale === "ink";
    const end = isInk ? "1" : formatNumber(this.#limit, 2);
    const texts = [isInk ? "0" : `−${end}`, end];
    this.#legend.replaceChildren(
      ...texts.map((text) => {
        const number = document.createElement("span");
        number.textContent = text;
        return number;
      }),
    );
  }

  #paint = () => {
    paint(
      this.#canvas,
      this.#matrix,
      (value) => this.#colors[paletteIndex(this.#options.scale, value, this.#limit)],
    );
    this.#ticks?.show(this.#matrix.shape, this.#origin);
  };
}

/** @param {Float32Array} a @param {Float32Array} b of the same length; NaN equals NaN */
function isEqual(a, b) {
  return a.every((value, i) => Object.is(value, b[i]) || value === b[i]);
}
