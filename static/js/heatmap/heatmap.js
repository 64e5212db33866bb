/**
 * A matrix as a picture: one cell for each number, with a legend, at the screen's own density.
 *
 *     const map = new Heatmap({ name: "dW2", scale: "signed", onEntry: (entry) => ... });
 *     parent.append(map.element);
 *     map.show({ shape: [101, 10], data });
 *     map.mark([{ row: 3 }, { column: 5 }, { row: 3, column: 5 }]);
 *
 * Pointing at a cell, or going to it with the arrow keys, calls `onEntry`; a click, Enter or space
 * calls `onPick`. Numbers that are NaN are no cells: the rest of a field that is not full.
 */

import { Cells } from "../lib/grid_navigation.js";
import { formatNumber } from "../lib/number_format.js";
import { limitOf, palette, placeOf } from "./color_scale.js";
import { paint } from "./heatmap_canvas.js";

/** @typedef {import("../lib/grid_navigation.js").Entry} Entry */
/** @typedef {import("../lib/base64.js").Matrix} Matrix */
/** @typedef {{row?: number, column?: number}} Mark a row, a column, or where both are given one cell */
/**
 * @typedef {object} Options
 * @property {string} name                         what a screen reader calls it; the shape is added
 * @property {import("./color_scale.js").Kind} scale
 * @property {boolean} [legend]                    true, unless told otherwise
 * @property {(entry: Entry, value: number) => string} [describe] a cell in words
 * @property {(entry: Entry | null) => void} [onEntry]
 * @property {(entry: Entry) => void} [onPick]
 * @property {boolean} [isMute]                    no keyboard, nothing for screen readers: another map says the same
 */

export class Heatmap {
  element = document.createElement("div");
  #box = document.createElement("div");
  #canvas = document.createElement("canvas");
  #ends = document.createElement("p");
  #options;
  #cells;
  /** @type {Matrix} */
  #matrix = { shape: [0, 0], data: new Float32Array() };
  #limit = 0;
  #colours;
  /** @type {HTMLElement[]} */
  #marks = [];
  #painting = 0;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.element.className = "heatmap";
    this.#box.className = "heatmap-cells";
    this.#canvas.ariaHidden = "true";
    this.#box.append(this.#canvas);
    this.element.append(this.#box);
    this.#ends.className = `heatmap-legend heatmap-${options.scale}`;
    if (options.legend ?? true) this.element.append(this.#ends);
    this.#colours = palette(options.scale);
    this.#cells = this.#open(options);
    if (options.isMute) this.element.ariaHidden = "true";
    new ResizeObserver(this.#paint).observe(this.#box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#colours = palette(options.scale);
      this.#paint();
    });
  }

  /** @param {Options} options */
  #open({ describe, onEntry, onPick, isMute }) {
    return new Cells(this.#box, {
      isMute,
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
   * @param {number} [limit] where the scale ends, for several on one scale; else its largest number
   */
  show(matrix, limit = limitOf(this.#options.scale, matrix.data)) {
    const [rows, columns] = matrix.shape;
    const isResized = rows !== this.#matrix.shape[0] || columns !== this.#matrix.shape[1];
    const isSame = !isResized && limit === this.#limit && isEqual(matrix.data, this.#matrix.data);
    this.#matrix = matrix;
    if (isSame) return;
    this.#limit = limit;
    if (isResized) {
      this.#box.style.setProperty("--rows", String(rows));
      this.#box.style.setProperty("--columns", String(columns));
      this.#box.ariaLabel = `${this.#options.name}, ${rows} by ${columns}`;
      this.#cells.resize(rows, columns);
    } else this.#cells.refresh();
    this.#tell();
    cancelAnimationFrame(this.#painting);
    this.#painting = requestAnimationFrame(this.#paint);
  }

  /** @param {readonly Mark[]} marks in place of those there were; where the keyboard is goes along */
  mark(marks) {
    const [rows, columns] = this.#matrix.shape;
    for (const each of this.#marks) each.remove();
    this.#marks = marks.map(({ row, column }) => {
      const mark = document.createElement("div");
      mark.className = "heatmap-mark";
      mark.style.top = `${(100 * (row ?? 0)) / rows}%`;
      mark.style.left = `${(100 * (column ?? 0)) / columns}%`;
      mark.style.height = `${row === undefined ? 100 : 100 / rows}%`;
      mark.style.width = `${column === undefined ? 100 : 100 / columns}%`;
      if (row !== undefined && column !== undefined) {
        mark.dataset.cell = "";
        this.#cells.moveTo({ row, column });
      }
      return mark;
    });
    this.#box.append(...this.#marks);
  }

  /** @param {Entry} entry @returns {DOMRect} where the cell is in the window */
  boxOf({ row, column }) {
    const { left, top, width, height } = this.#box.getBoundingClientRect();
    const [rows, columns] = this.#matrix.shape;
    const [across, down] = [width / columns, height / rows];
    return new DOMRect(left + column * across, top + row * down, across, down);
  }

  #tell() {
    const isInk = this.#options.scale === "ink";
    const end = isInk ? "1" : formatNumber(this.#limit, 2);
    const texts = [isInk ? "0" : `−${end}`, end];
    this.#ends.replaceChildren(
      ...texts.map((text) => {
        const number = document.createElement("span");
        number.textContent = text;
        return number;
      }),
    );
  }

  #paint = () =>
    paint(
      this.#canvas,
      this.#matrix,
      (value) => this.#colours[placeOf(this.#options.scale, value, this.#limit)],
    );
}

/** @param {Float32Array} a @param {Float32Array} b of the same length; where both are NaN, they agree */
function isEqual(a, b) {
  return a.every((value, i) => Object.is(value, b[i]) || value === b[i]);
}
