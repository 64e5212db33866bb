// @ts-check
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

import { Cells } from "./cells.js";
import { brief, figure } from "./figures.js";
import { isLight, limitOf, palette, placeOf } from "./scale.js";

/** @typedef {import("./cells.js").Entry} Entry */
/** @typedef {import("./explain.js").Matrix} Matrix */
/** @typedef {{row?: number, column?: number}} Mark a row, a column, or where both are given one cell */
/**
 * @typedef {object} Options
 * @property {string} name                         what a screen reader calls it; the shape is added
 * @property {import("./scale.js").Kind} scale
 * @property {boolean} [legend]                    true, unless told otherwise
 * @property {(entry: Entry, value: number) => string} [describe] a cell in words
 * @property {(entry: Entry | null) => void} [onEntry]
 * @property {(entry: Entry) => void} [onPick]
 * @property {boolean} [isMute]                    a picture only: no keyboard, nothing for screen readers
 */

/** Cells of at least this size, in CSS pixels, have their number written in them. */
const WRITTEN = { width: 38, height: 17 };
/** Cells of at least this size have a gap between them. */
const PARTED = 7;

export class Heatmap {
  element = document.createElement("div");
  #box = document.createElement("div");
  #canvas = document.createElement("canvas");
  #context;
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
    this.#context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
    this.element.className = "heatmap";
    this.#box.className = "heatmap-cells";
    this.#canvas.ariaHidden = "true";
    this.#box.append(this.#canvas);
    this.element.append(this.#box);
    this.#ends.className = `heatmap-legend heatmap-${options.scale}`;
    if (options.legend ?? true) this.element.append(this.#ends);
    this.#colours = palette(options.scale);
    this.#cells = options.isMute ? null : this.#open(options);
    if (options.isMute) this.element.ariaHidden = "true";
    new ResizeObserver(this.#paint).observe(this.#box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#colours = palette(options.scale);
      this.#paint();
    });
  }

  /** @param {Options} options */
  #open({ describe, onEntry, onPick }) {
    return new Cells(this.#box, {
      describe: (entry) => {
        const value = this.valueAt(entry);
        if (describe) return describe(entry, value);
        return `row ${entry.row}, column ${entry.column}: ${figure(value)}`;
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
    this.#matrix = matrix;
    this.#limit = limit;
    if (isResized) {
      this.#box.style.setProperty("--rows", String(rows));
      this.#box.style.setProperty("--columns", String(columns));
      this.#box.ariaLabel = `${this.#options.name}, ${rows} by ${columns}`;
      this.#cells?.resize(rows, columns);
    } else this.#cells?.refresh();
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
        this.#cells?.moveTo({ row, column });
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
    const end = this.#options.scale === "ink" ? "1" : figure(this.#limit, 2);
    const start = this.#options.scale === "ink" ? "0" : `−${end}`;
    this.#ends.textContent = "";
    const bar = document.createElement("span");
    bar.className = "heatmap-bar";
    this.#ends.append(start, bar, end);
  }

  #paint = () => {
    const [rows, columns] = this.#matrix.shape;
    const { clientWidth, clientHeight } = this.#box;
    if (rows * columns === 0 || clientWidth * clientHeight === 0) return;
    const { width, height } = this.#canvas;
    const density = devicePixelRatio;
    const size = { width: Math.round(clientWidth * density), height: Math.round(clientHeight * density) };
    if (width !== size.width || height !== size.height) Object.assign(this.#canvas, size);
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.clearRect(0, 0, size.width, size.height);
    // Crisp where a cell has a point of its own; where cells share a point, their mean.
    this.#context.imageSmoothingEnabled = size.width < columns || size.height < rows;
    this.#context.imageSmoothingQuality = "high";
    this.#context.drawImage(this.#bitmap(), 0, 0, size.width, size.height);
    if (Math.min(clientWidth / columns, clientHeight / rows) >= PARTED) this.#part(size, density);
    if (clientWidth / columns >= WRITTEN.width && clientHeight / rows >= WRITTEN.height) this.#write(density);
  };

  /** @returns {OffscreenCanvas} one point for each number */
  #bitmap() {
    const { shape: [rows, columns], data } = this.#matrix;
    const canvas = new OffscreenCanvas(columns, rows);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const image = context.createImageData(columns, rows);
    const points = new Uint32Array(image.data.buffer);
    for (let i = 0; i < points.length; i += 1) if (!Number.isNaN(data[i])) points[i] = this.#colourOf(data[i]);
    context.putImageData(image, 0, 0);
    return canvas;
  }

  /** @param {number} value */
  #colourOf(value) {
    return this.#colours[placeOf(this.#options.scale, value, this.#limit)];
  }

  /** @param {{width: number, height: number}} size @param {number} density */
  #part({ width, height }, density) {
    const [rows, columns] = this.#matrix.shape;
    const gap = Math.max(1, Math.round(density));
    for (let row = 1; row < rows; row += 1) {
      this.#context.clearRect(0, Math.round((row * height) / rows), width, gap);
    }
    for (let column = 1; column < columns; column += 1) {
      this.#context.clearRect(Math.round((column * width) / columns), 0, gap, height);
    }
  }

  /** @param {number} density */
  #write(density) {
    const { shape: [rows, columns], data } = this.#matrix;
    const [across, down] = [this.#box.clientWidth / columns, this.#box.clientHeight / rows];
    const size = Math.min(15, down * 0.72, across * 0.28);
    this.#context.scale(density, density);
    this.#context.font = `${size}px ${getComputedStyle(this.#box).fontFamily}`;
    this.#context.textAlign = "center";
    this.#context.textBaseline = "middle";
    for (const [i, value] of data.entries()) {
      if (Number.isNaN(value)) continue;
      const [row, column] = [Math.floor(i / columns), i % columns];
      this.#context.fillStyle = isLight(this.#colourOf(value)) ? "#16181d" : "#fff";
      this.#context.fillText(brief(value), (column + 0.5) * across, (row + 0.53) * down);
    }
  }
}
